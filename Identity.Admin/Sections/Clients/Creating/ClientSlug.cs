using System.Globalization;
using System.Text;

namespace Identity.Admin.Sections.Clients.Creating;

/// <summary>Makes an id of a name, and says what is wrong with one that was typed.</summary>
public static class ClientSlug
{
    public const int Longest = 100;

    // Letters that are not made of another one and a mark.
    private const string Whole = "łøđßæœı";
    private static readonly string[] Plain = ["l", "o", "d", "ss", "ae", "oe", "i"];

    public static string Of(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant().SelectMany(PlainOf))
        {
            var isMark = CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (!isMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        var id = slug.ToString().Trim('-');
        return id.Length > Longest ? id[..Longest] : id;
    }

    private static string PlainOf(char c) =>
        Whole.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : $"{c}";

    /// <remarks>RFC 6749 §A.1, less what HTTP Basic takes for its own (RFC 7617 §2).</remarks>
    public static string? ProblemOf(string id) =>
        id.Length > Longest ? $"It has at most {Longest} characters."
        : id.FirstOrDefault(c => c is <= ' ' or > '~' or ':' or '"' or '\\') is not '\0' and var odd
            ? odd == ' ' ? "It has no spaces."
                : $"“{odd}” cannot stand in it."
        : null;
}
