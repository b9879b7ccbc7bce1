using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>A test as the source has it: the sentence that is its name, and the clauses that it and its class say they prove.</summary>
internal sealed partial record TestCase(string Sentence, IReadOnlyList<string> Clauses, SourceFile File)
{
    public static IEnumerable<TestCase> In(SourceFile file)
    {
        string[] ofClass = [];
        var traits = new List<string>();
        var isTest = false;
        foreach (Match part in Parts().Matches(file.Code))
        {
            if (part.Groups["clause"] is { Success: true } clause)
            {
                traits.Add(file.Text.Substring(clause.Index, clause.Length));
            }
            else if (part.Groups["test"].Success)
            {
                isTest = true;
            }
            else
            {
                if (part.Groups["method"] is not { Success: true } method)
                    ofClass = [.. traits];
                else if (isTest)
                    yield return new(method.Value.Replace('_', ' '), [.. ofClass, .. traits], file);
                (traits, isTest) = ([], false);
            }
        }
    }

    // What stands before a class or a method belongs to it.
    [GeneratedRegex(
        """
            \bSpec(Attribute)?\(\s*"(?<clause>[^"]*)"\s*\)
            | (?<test>\[\s*(Fact|Theory)\b)
            | \bclass\s+\w
            | \bpublic\s+(static\s+)?(async\s+)?(Task|ValueTask|void)\s+(?<method>\w+)\s*\(
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Parts();
}
