using System.Text.Json;
using Identity.Server.Database.Documents;
using Identity.Server.Management.Wire;
using Identity.Server.Resources.Administration;
using Identity.Server.Resources.Declarations;

namespace Identity.Server.Management.Api.Apis;

/// <summary>Reads an API that is to be, with a sentence for everything that is wrong.</summary>
internal static class ApiReading
{
    public static Checked<DeclaredApi> ReadNew(JsonElement body)
    {
        var problems = new List<DocumentProblem>();
        return Of(Read(body, problems), problems);
    }

    /// <summary>Reads one as a patch leaves it.</summary>
    public static Checked<DeclaredApi> ReadChanged(AdministeredApi present, JsonElement patch)
    {
        var problems = new List<DocumentProblem>();
        var changed = MergePatch.Apply(present.Json, patch);
        foreach (var (member, why) in Fixed)
        {
            if (changed[member]?.ToJsonString() != present.Json[member]?.ToJsonString())
                problems.Add(new DocumentProblem(member, why));
        }
        return Of(Read(JsonSerializer.SerializeToElement(changed), problems), problems);
    }

    private static readonly (string Member, string Why)[] Fixed =
    [
        (ApiMembers.Audience, "An API keeps its audience: clients and tokens know it by that."),
        ("algorithm", "An API keeps its algorithm: make another one, and move to it."),
    ];

    private static DeclaredApi Read(JsonElement json, List<DocumentProblem> problems)
    {
        var part = new DocumentPart(json, at: "", problems) { IsNullNothing = true };
        var asked = ApiMembers.Read(part);
        part.Finish();
        return asked;
    }

    private static Checked<DeclaredApi> Of(DeclaredApi asked, List<DocumentProblem> problems) =>
        problems.Count > 0
            ? new Checked<DeclaredApi>(DocumentProblems.ByMember(problems))
            : new Checked<DeclaredApi>(asked);
}
