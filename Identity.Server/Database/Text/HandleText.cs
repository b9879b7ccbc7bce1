using System.Buffers;
using System.Buffers.Text;

namespace Identity.Server.Database.Text;

/// <summary>Writes random bytes as what somebody holds: a prefix that says what it is for, and base64url.</summary>
internal static class HandleText
{
    public static string Write(string prefix, ReadOnlySpan<byte> bytes) => prefix + Base64Url.EncodeToString(bytes);

    /// <returns>The bytes, or null where the text is not just what <see cref="Write"/> makes: one handle has one text.</returns>
    public static byte[]? Read(string prefix, int length, string text)
    {
        if (
            text.Length != prefix.Length + Base64Url.GetEncodedLength(length)
            || !text.StartsWith(prefix, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var bytes = new byte[length];
        // TryDecodeFromChars throws at what is not base64url.
        var status = Base64Url.DecodeFromChars(text.AsSpan(prefix.Length), bytes, out _, out var written);
        return status == OperationStatus.Done && written == length && Write(prefix, bytes) == text ? bytes : null;
    }
}
