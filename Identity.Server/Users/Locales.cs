namespace Identity.Server.Users;

/// <summary>The languages that an account may name.</summary>
internal static class Locales
{
    private const int Longest = 35;

    /// <summary>Whether the text has the form of a language tag: subtags of one to eight letters or digits.</summary>
    /// <remarks>RFC 5646 §2.1; RFC 5646 §4.4.1 recommends room for 35 characters.</remarks>
    public static bool IsTag(string text) =>
        text.Length is > 0 and <= Longest
        && text.Split('-') is [{ Length: >= 2 }, ..] subtags
        && subtags.All(subtag => subtag.Length is > 0 and <= 8 && subtag.All(char.IsAsciiLetterOrDigit));
}
