using System.Text;

namespace Identity.Server.Resources;

/// <summary>Tells secrets that people made up, or copied from a manual, from those that a generator made.</summary>
internal static class SecretStrength
{
    /// <summary>As long as what HMAC-SHA-256 puts out.</summary>
    /// <remarks>RFC 7518 §3.2.</remarks>
    public const int ShortestBytes = 32;

    private const int FewestBits = 100;

    // Long enough words that a random secret does not hold one by chance.
    private static readonly string[] Telltale =
    [
        "secret",
        "changeme",
        "change-me",
        "change_me",
        "yoursuper",
        "your-super",
        "your_super",
        "password",
        "passwort",
        "example",
        "please",
        "default",
        "develop",
        "insecure",
        "replace",
        "qwerty",
        "abcdef",
        "123456",
        "letmein",
        "jwt-key",
        "jwt_key",
        "private-key",
        "signing-key",
    ];

    /// <summary>What is weak about it, to follow "the secret …"; null where nothing is. Nothing of the secret is said.</summary>
    public static string? WeaknessOf(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < ShortestBytes)
            return $"is {secret.Length} bytes long, and should be {ShortestBytes} or more";
        if (Ascii.IsValid(secret))
        {
            var text = Encoding.ASCII.GetString(secret);
            if (Array.Exists(Telltale, word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
                return "is a known default or holds words, and can be guessed";
        }
        return BitsOf(secret) < FewestBits ? "repeats itself, and can be guessed" : null;
    }

    // Shannon's estimate over single bytes: crude, and enough to tell "aaaa…" from chance.
    private static double BitsOf(ReadOnlySpan<byte> secret)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var one in secret)
            counts[one]++;
        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
                bits -= count * Math.Log2((double)count / secret.Length);
        }
        return bits;
    }
}
