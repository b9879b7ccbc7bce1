using System.Text;
using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>Writes docs/specs.md: from each clause to the code that cites it and to the tests that prove it.</summary>
/// <remarks>Before the clauses of a document whose demands are written down stand those, each with its own tests.</remarks>
internal static partial class SpecIndex
{
    public const string Path = "docs/specs.md";

    public static string Write(
        IEnumerable<SourceFile> product,
        IReadOnlyCollection<SourceFile> tests,
        IReadOnlyCollection<Requirement> requirements
    )
    {
        var code = product
            .SelectMany(file => Citation.In(file.Text), (file, citation) => (citation, link: Link(file)))
            .ToLookup(found => found.citation, found => found.link);
        var proofs = tests
            .SelectMany(
                file => SpecTraits(file),
                (file, trait) => (citation: Citation.Parse(trait.Clause), link: Link(file))
            )
            .Where(found => found.citation is not null)
            .ToLookup(found => found.citation!, found => found.link);

        var cases = tests.SelectMany(TestCase.In).ToList();
        var demands = requirements.ToLookup(requirement => requirement.Citation.Document);

        var page = new StringBuilder(Opening);
        if (demands.Count > 0)
            page.Append(Demands).AppendJoin("", demands.Select(document => Sum(document.Key, [.. document], cases)));

        var documents = code.Concat(proofs)
            .Select(group => group.Key)
            .Distinct()
            .OrderBy(clause => clause.SortKey, StringComparer.Ordinal)
            .GroupBy(clause => clause.Document);
        foreach (var document in documents)
        {
            page.Append('\n').Append("## ").Append(SpecTitles.Heading(document.Key)).Append("\n\n");
            if (demands.Contains(document.Key))
            {
                page.Append("| clause | demands | shown by |\n|---|---|---|\n");
                page.AppendJoin("", demands[document.Key].Select(demand => Row(demand, cases))).Append('\n');
            }

            page.Append("| clause | code | tests |\n|---|---|---|\n");
            foreach (var clause in document)
                page.Append(Row(clause, code[clause], proofs[clause]));
        }

        return page.ToString();
    }

    /// <summary>The clauses that a file's tests say they prove, with where they say it.</summary>
    public static IEnumerable<(int Offset, string Clause)> SpecTraits(SourceFile file) =>
        from Match trait in SpecTrait().Matches(file.Code)
        let clause = trait.Groups["clause"]
        select (trait.Index, file.Text.Substring(clause.Index, clause.Length));

    /// <summary>Traits that no search would find: not in the one form that citations have.</summary>
    public static IEnumerable<string> MisspeltTraits(SourceFile file) =>
        from trait in SpecTraits(file)
        where Citation.Parse(trait.Clause) is null
        select file.At(trait.Offset, $"[Spec(\"{trait.Clause}\")]: cite as RFC 6749 §4.1.3");

    private const string Opening = """
        # From clause to code to test

        <!-- Generated. Do not edit: IDENTITY_WRITE_DOCS=1 dotnet test tests/Identity.Server.Tests -->

        Every clause that the code cites and every clause that a test names with `[Spec("…")]`. To run the tests of one
        clause: `dotnet run --project tests/Identity.Server.SpecTests -- -trait "Spec=RFC 6749 §5.2"`, in whichever test
        project the last column names. A clause that is cited but has **no test yet** is a debt, and is listed as one. A dash
        for the clause means the document as a whole; a dash for the code means that no place in the code cites the clause.

        """;

    private const string Demands = """

        Of these documents every MUST, MUST NOT, REQUIRED and SHALL that binds an authorization server or an OpenID provider
        is listed in our words, with the tests that fail without it or the reason why it has none. A demand that has neither
        is a red row, and a test of its own fails.

        | document | demands | tested | explained | red |
        |---|---|---|---|---|

        """;

    private static string Sum(string document, IReadOnlyList<Requirement> demands, IReadOnlyCollection<TestCase> cases)
    {
        var red = demands.Count(demand => demand.Faults(cases).Any());
        var explained = demands.Count(demand => demand.Tests.Count == 0 && demand.Reason.Length > 0);
        return $"| {SpecTitles.Heading(document)} | {demands.Count} | {demands.Count - explained - red} | {explained} | {red} |\n";
    }

    private static string Row(Requirement demand, IReadOnlyCollection<TestCase> cases)
    {
        var links = demand.Tests.SelectMany(sentence =>
            demand.Proofs(sentence, cases).Select(test => $"[{sentence}](../{test.File.Path})")
        );
        var shown = demand.Reason.Length > 0 ? $"– {demand.Reason}" : Cell(links, "**no test yet**");
        return $"| §{demand.Citation.Clause} | {demand.Demand} | {shown} |\n";
    }

    private static string Row(Citation citation, IEnumerable<string> code, IEnumerable<string> tests) =>
        $"| {(citation.Clause.Length == 0 ? "–" : $"§{citation.Clause}")} | {Cell(code, "–")} "
        + $"| {Cell(tests, citation.Clause.Length == 0 ? "–" : "**no test yet**")} |\n";

    private static string Cell(IEnumerable<string> links, string none)
    {
        var cell = string.Join(", ", links.Distinct().Order(StringComparer.Ordinal));
        return cell.Length == 0 ? none : cell;
    }

    private static string Link(SourceFile file) =>
        $"[{System.IO.Path.GetFileNameWithoutExtension(file.Path)}](../{file.Path})";

    // Read from the code, where the contents of literals are blanks: an example inside a string is no trait.
    [GeneratedRegex("""\bSpec(Attribute)?\(\s*"(?<clause>[^"]*)"\s*\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex SpecTrait();
}
