namespace Identity.Server.Users.Passwords;

/// <summary>The base64 of bcrypt: an alphabet of its own, no padding, and one spelling only for each value.</summary>
internal static class Radix64
{
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static int LengthOf(int bytes) => ((8 * bytes) + 5) / 6;

    public static void Write(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        var (pending, bits, position) = (0, 0, 0);
        foreach (var b in bytes)
        {
            (pending, bits) = (((pending << 8) | b) & 0xFFFF, bits + 8);
            while (bits >= 6)
            {
                bits -= 6;
                text[position++] = Alphabet[(pending >> bits) & 0x3F];
            }
        }

        if (bits > 0)
            text[position] = Alphabet[(pending << (6 - bits)) & 0x3F];
    }

    /// <returns>False for a foreign character, a wrong length, or left-over bits that are not zero.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != LengthOf(bytes.Length))
            return false;

        var (pending, bits, position) = (0, 0, 0);
        foreach (var character in text)
        {
            if (Alphabet.IndexOf(character, StringComparison.Ordinal) is var value && value < 0)
                return false;

            (pending, bits) = (((pending << 6) | value) & 0xFFFF, bits + 6);
            if (bits < 8)
                continue;

            bits -= 8;
            bytes[position++] = (byte)(pending >> bits);
        }

        return (pending & ((1 << bits) - 1)) == 0;
    }
}
