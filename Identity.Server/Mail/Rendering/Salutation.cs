using System.Text.RegularExpressions;

namespace Identity.Server.Mail.Rendering;

/// <summary>By which name a letter greets, if any.</summary>
/// <remarks>
/// Anybody can register another's address under any name: "You have won, see example.com" would be an advertisement
/// that we deliver. So a name that a mail program would make a link of, or that is no name by its length, is left out.
/// </remarks>
internal static partial class Salutation
{
    private const int Longest = 60;

    public static string? NameIn(string? name)
    {
        if (name is null)
            return null;
        var line = OneLine.Of(name);
        return line.Length is 0 or > Longest || LooksLikeLink().IsMatch(line) ? null : line;
    }

    [GeneratedRegex(@"[/\\:@<>\[\]{}|]|[\p{L}\p{N}]\.[\p{L}\p{N}]{2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LooksLikeLink();
}
