using System.Globalization;
using System.Security.Cryptography;

namespace Identity.Server.Interactions.Devices;

/// <summary>What a device shows and a person types elsewhere: eight letters, of which none is a vowel, so that no word comes of them.</summary>
/// <remarks>RFC 8628 §6.1: this alphabet and this length.</remarks>
internal readonly record struct UserCode
{
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;

    // With a sign between any two letters it is still shorter.
    private const int LongestRead = 32;

    private UserCode(string plain) => Plain = plain;

    /// <summary>As it is stored: the letters alone.</summary>
    public string Plain { get; }

    public static UserCode Create() => new(RandomNumberGenerator.GetString(Letters, Length));

    /// <summary>Reads what a person has typed: small or capital letters, with dashes and spaces wherever they like.</summary>
    /// <returns>Null where it is no such code.</returns>
    public static UserCode? Read(string? typed)
    {
        if (typed is not { Length: <= LongestRead })
            return null;
        var letters = string.Concat(
            typed.Where(c => !IsSign(c)).Select(c => char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) : c)
        );
        return letters.Length == Length && letters.All(c => Letters.Contains(c, StringComparison.Ordinal))
            ? new UserCode(letters)
            : null;
    }

    /// <summary>As it is shown: `BCDF-GHJK`.</summary>
    public override string ToString() => $"{Plain[..4]}-{Plain[4..]}";

    // Keyboards put in dashes of every length.
    private static bool IsSign(char c) =>
        char.IsWhiteSpace(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
