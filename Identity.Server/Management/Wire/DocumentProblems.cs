using Identity.Server.Database.Documents;

namespace Identity.Server.Management.Wire;

/// <summary>Says what a room finds wrong with a document as a problem of the API.</summary>
internal static class DocumentProblems
{
    /// <summary>By the body's own members, whatever within them is wrong.</summary>
    public static Problem ByMember(IEnumerable<DocumentProblem> problems) => Of(problems, at => at.Split('.', '[')[0]);

    /// <summary>By the place in the document; empty for the document itself.</summary>
    public static Problem ByPlace(IEnumerable<DocumentProblem> problems) => Of(problems, at => at);

    private static Problem Of(IEnumerable<DocumentProblem> problems, Func<string, string> memberOf)
    {
        var wrong = new Invalid();
        foreach (var (at, sentence) in problems)
            wrong.Add(memberOf(at.TrimStart('.')), sentence);
        return wrong.ToProblem();
    }
}
