using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>A document and a clause of it, as code and tests cite them; without a clause, the document as a whole.</summary>
/// <remarks>One form only, so that a search for a clause finds all of its places: RFC 6749 §4.1.3, RFC 7515 §A.1.</remarks>
internal sealed partial record Citation(string Document, string Clause)
{
    private static readonly Regex Form = new(
        $@"\b(?<document>RFC [1-9]\d{{2,4}}(?!\w)|(?:{string.Join('|', SpecTitles.Named.Select(Regex.Escape))})(?![\w-]))"
            + @"(?: §(?<clause>(?:\d+|[A-Z])(?:\.\d+)*)(?!\.?\w)(?![-–]\w))?",
        RegexOptions.CultureInvariant | RegexOptions.Compiled
    );

    public override string ToString() => Clause.Length == 0 ? Document : $"{Document} §{Clause}";

    /// <summary>Orders RFCs first and by number; then clauses, numbers by value and before appendices.</summary>
    public string SortKey => Number().Replace($"{(IsRfc ? 0 : 1)} {Document} {Clause}", n => n.Value.PadLeft(6, '0'));

    private bool IsRfc => Document.StartsWith("RFC ", StringComparison.Ordinal);

    /// <summary>The citations in a text. A document without a number is only cited by clause: its name alone is prose.</summary>
    public static IEnumerable<Citation> In(string text) =>
        Form.Matches(text).Select(From).Where(citation => citation.IsRfc || citation.Clause.Length > 0);

    public static Citation? Parse(string text) =>
        Form.Match(text) is { Success: true } match && match.Length == text.Length ? From(match) : null;

    /// <summary>What a reader would take for a citation and a search would miss.</summary>
    public static IEnumerable<string> NearMisses(SourceFile file)
    {
        // Each legal citation becomes one sign of the same length, so that what is left of its clause can be seen behind it.
        var rest = Form.Replace(file.Text, match => new string('\u0001', match.Length));
        return NearMiss()
            .Matches(rest)
            .Select(miss =>
                file.At(miss.Index, $"'{Around(file.Text, miss)}': cite as RFC 6749 §4.1.3, one clause at a time")
            );
    }

    private static Citation From(Match match) => new(match.Groups["document"].Value, match.Groups["clause"].Value);

    private static string Around(string text, Match miss)
    {
        var start = Math.Max(text.LastIndexOf('\n', miss.Index) + 1, miss.Index - 24);
        var end = text.IndexOf('\n', miss.Index + miss.Length);
        return text[start..Math.Min(end < 0 ? text.Length : end, miss.Index + miss.Length + 12)].Trim();
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(
        """
            §                                                     # a clause of no document, or a second one after a comma
            | \bRFC[\s\-_#:.]*\d                                   # RFC6749, RFC-6749
            | \b[Rr]fc[\s#-]+\d                                    # rfc 6749
            | \b(OIDC|OpenID)\s(Core|Discovery|Registration)\b     # a document by another name
            | \u0001\s?1\.0\b                                      # OpenID Connect Core 1.0
            | \u0001[,:;]?\s\(?([Ss]ections?|[Ss]ec\.|[Cc]lauses?|[Cc]hapter|[Aa]ppendix)\s[\dA-Z]
            | \b([Ss]ections?|[Cc]lauses?|[Aa]ppendix)\s[\dA-Z][\d.]*\sof\s(the\s)?\u0001
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture
    )]
    private static partial Regex NearMiss();
}
