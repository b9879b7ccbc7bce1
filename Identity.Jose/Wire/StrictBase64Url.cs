using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Identity.Jose.Wire;

/// <summary>Reads base64url so that every byte string has exactly one spelling.</summary>
/// <remarks>
/// RFC 7515 §2: no padding, no white space. RFC 4648 §3.5: unused bits are zero. The framework's decoder allows all three;
/// a second spelling of a signed value is a second token, and deny lists and replay caches see it as another.
/// </remarks>
internal static class StrictBase64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    public static int MaximumDecodedLength(int characters) => Base64Url.GetMaxDecodedLength(characters);

    public static bool IsCanonical(ReadOnlySpan<char> text) =>
        (text.Length % 4) switch
        {
            0 => true,
            2 => "AQgw".Contains(text[^1], StringComparison.Ordinal),
            3 => "AEIMQUYcgkosw048".Contains(text[^1], StringComparison.Ordinal),
            _ => false,
        } && !text.ContainsAnyExcept(Alphabet);

    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        return IsCanonical(text)
            && Base64Url.DecodeFromChars(text, destination, out _, out written) == OperationStatus.Done;
    }

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = IsCanonical(text) ? Base64Url.DecodeFromChars(text) : null;
        return bytes is not null;
    }
}
