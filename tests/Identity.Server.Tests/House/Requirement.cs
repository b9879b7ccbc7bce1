namespace Identity.Server.Tests.House;

/// <summary>Something a document demands of us in our own words, with the tests that hold us to it or why none does.</summary>
/// <remarks>
/// Written down in Requirements/, a file a document: its name on the first line, then for each demand its clause and
/// words, and indented below them either the sentences that tests are named by, or a dash and the reason.
/// </remarks>
internal sealed record Requirement(Citation Citation, string Demand, IReadOnlyList<string> Tests, string Reason)
{
    /// <summary>The documents whose every MUST is written down.</summary>
    public static IReadOnlyList<Requirement> All() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(SourceTree.Root, "tests/Identity.Server.Tests/House/Requirements"))
                .Order(StringComparer.Ordinal)
                .SelectMany(file => Read(File.ReadAllText(file))),
        ];

    public static IEnumerable<Requirement> Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i < lines.Length; )
        {
            var (clause, demand) = lines[i].Split(' ', 2) is [var first, var rest] ? (first, rest) : (lines[i], "");
            var proofs = lines
                .Skip(i + 1)
                .TakeWhile(line => line.StartsWith(' '))
                .Select(line => line.Trim())
                .ToArray();
            yield return new(
                Citation.Parse($"{lines[0]} {clause}")
                    ?? throw new FormatException($"{lines[0]}: '{lines[i]}' does not begin with a clause"),
                demand,
                [.. proofs.Where(proof => !proof.StartsWith('–'))],
                string.Join(' ', proofs.Where(proof => proof.StartsWith('–')).Select(proof => proof[1..].Trim()))
            );
            i += 1 + proofs.Length;
        }
    }

    /// <summary>Why a demand is a red row: nothing is said to prove it, or what is said to does not say so itself.</summary>
    public IEnumerable<string> Faults(IReadOnlyCollection<TestCase> tests)
    {
        if (Tests.Count == 0 && Reason.Length == 0)
            yield return $"{Citation} '{Demand}' has neither a test nor a reason";
        if (Tests.Count > 0 && Reason.Length > 0)
            yield return $"{Citation} '{Demand}' has a test and a reason to have none";
        foreach (var sentence in Tests.Where(sentence => !Proofs(sentence, tests).Any()))
            yield return $"{Citation} '{Demand}': no test '{sentence}' says [Spec(\"{Citation}\")]";
    }

    /// <summary>The tests of that name that say they prove the clause.</summary>
    public IEnumerable<TestCase> Proofs(string sentence, IEnumerable<TestCase> tests) =>
        tests.Where(test => test.Sentence == sentence && test.Clauses.Contains(Citation.ToString()));
}
