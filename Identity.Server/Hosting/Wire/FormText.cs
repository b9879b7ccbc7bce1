using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Identity.Server.Hosting.Wire;

/// <summary>Decodes one form-encoded name or value: strict percent-encoding, strict UTF-8, no NUL.</summary>
/// <remarks>RFC 6749 §B. A NUL would be refused by PostgreSQL later, with an answer nobody deserves.</remarks>
internal static class FormText
{
    private static readonly SearchValues<byte> Escapes = SearchValues.Create("%+"u8);

    /// <returns>The text, or null where it is damaged.</returns>
    public static string? Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IndexOfAny(Escapes) < 0)
            return ToText(encoded);

        var buffer = encoded.Length <= 512 ? stackalloc byte[encoded.Length] : new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            switch (encoded[i])
            {
                case (byte)'+':
                    buffer[length++] = (byte)' ';
                    break;
                case (byte)'%':
                    if (i + 2 >= encoded.Length || !TryHex(encoded[i + 1], encoded[i + 2], out buffer[length++]))
                        return null;
                    i += 2;
                    break;
                default:
                    buffer[length++] = encoded[i];
                    break;
            }
        }
        return ToText(buffer[..length]);
    }

    private static string? ToText(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) && utf8.IndexOf((byte)0) < 0 ? Encoding.UTF8.GetString(utf8) : null;

    private static bool TryHex(byte high, byte low, out byte value)
    {
        var (h, l) = (Digit(high), Digit(low));
        value = (byte)((h << 4) | l);
        return (h | l) >= 0;
    }

    private static int Digit(byte c) =>
        c switch
        {
            >= (byte)'0' and <= (byte)'9' => c - '0',
            >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
            _ => -1,
        };
}
