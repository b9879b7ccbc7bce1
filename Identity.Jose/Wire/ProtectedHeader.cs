using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Identity.Jose.Wire;

/// <summary>The first segment of a token: JSON in base64url, bounded before it is read.</summary>
/// <remarks>RFC 7515 §4 and RFC 7516 §4.</remarks>
internal static class ProtectedHeader
{
    /// <summary>In characters; a header with a chain of certificates fits.</summary>
    public const int MaximumLength = 16 * 1024;

    /// <summary>A header is never HTML, and "at+jwt" should read so.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryRead(ReadOnlySpan<char> segment, out JsonElement json, [NotNullWhen(false)] out string? why)
    {
        json = default;
        if (segment.Length > MaximumLength)
        {
            why = "The header is too long.";
            return false;
        }

        var utf8 = ArrayPool<byte>.Shared.Rent(StrictBase64Url.MaximumDecodedLength(segment.Length));
        try
        {
            if (!StrictBase64Url.TryDecode(segment, utf8, out var length))
                why = "The header is not base64url.";
            else if (!StrictJson.TryParseObject(utf8.AsSpan(0, length), out json))
                why = "The header is not a JSON object with distinct members.";
            else
                why = null;
            return why is null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }
}
