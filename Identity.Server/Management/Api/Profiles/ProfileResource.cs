using System.Text.Json;
using System.Text.Json.Serialization;
using Identity.Server.Audit;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Database.Documents;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Profiles;

/// <summary>Profiles of the account API: the systems that have moved in, each spoken to as it is used to.</summary>
internal sealed class ProfileResource(AccountProfileRegistry profiles, ProfileWriting writing, Changes changes)
    : IResource
{
    private const string Segment = "name";

    public string Tag => "Profiles";

    public void Declare(Routes routes)
    {
        routes.List("/profiles", Permission.ProfilesRead, "List profiles", new Listing("name"), ListAsync);
        routes.Get("/profiles/{name}", Permission.ProfilesRead, "Read a profile", ReadAsync);
        routes.Put<ProfileDocument, ProfileDocument>(
            "/profiles/{name}",
            Permission.ProfilesWrite,
            "Make or change a profile, with its client and its API",
            PutAsync
        );
        routes.Delete(
            "/profiles/{name}",
            Permission.ProfilesWrite,
            "Stop serving a profile's addresses; client, API and accounts stay",
            DeleteAsync
        );
    }

    private async Task<Reply<Page<ProfileAnswer>>> ListAsync(ListCall list, CancellationToken ct) =>
        list.PageOfAll(
            await profiles.ListAsync(ct),
            profile => profile.Name,
            profile => new ProfileAnswer(profile.Name, profile.Title, profile.Client.Id, profile.Routes.Count)
        );

    private async Task<Reply<ProfileDocument>> ReadAsync(Call call, CancellationToken ct) =>
        await FindAsync(call, ct) is { } profile ? Show(profile) : NoSuch(call);

    private async Task<Reply<ProfileDocument>> PutAsync(Call call, ProfileDocument asked, CancellationToken ct)
    {
        var present = await FindAsync(call, ct);
        if (present is null ? call.IfMatch.Pin("") is not null : !call.IfMatch.Allows(VersionOf(present)))
            return present is null ? NoSuch(call) : Problem.PreconditionFailed();
        var problems = new List<DocumentProblem>();
        var profile = ProfileReader.Read(new DocumentPart(asked.Json, at: "", problems));
        if (profile.Name != call[Segment])
        {
            problems.Add(
                new DocumentProblem(Segment, $"The document's name must be '{call[Segment]}', as in the address.")
            );
        }
        if (problems.Count > 0)
            return DocumentProblems.ByPlace(problems);

        var version = present is null ? null : call.IfMatch.Pin(VersionOf(present));
        if (await writing.WriteAsync(call, new DeclaredProfile(profile) { Version = version }, ct) is { } problem)
            return problem;
        return await FindAsync(call, ct) is { } stored ? Show(stored) : NoSuch(call);
    }

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        if (await FindAsync(call, ct) is not { } profile)
            return NoSuch(call);
        if (!call.IfMatch.Allows(VersionOf(profile)))
            return Problem.PreconditionFailed();
        if (!await profiles.RemoveAsync(profile.Name, call.IfMatch.Pin(profile.Document), ct))
            return Problem.PreconditionFailed();
        changes.Record(
            call,
            AuditKind.ApiProfileDeletion,
            new AuditParty(ProfileDeclarations.Kind, profile.Name),
            ProfileDocument.Of(profile),
            after: null
        );
        return Nothing.ToSay;
    }

    private async Task<AccountProfile?> FindAsync(Call call, CancellationToken ct) =>
        (await profiles.ListAsync(ct)).FirstOrDefault(profile => profile.Name == call[Segment]);

    private static string VersionOf(AccountProfile profile) => ContentVersion.Of(profile.Document);

    private static Reply<ProfileDocument> Show(AccountProfile profile) =>
        Reply.Of(ProfileDocument.Of(profile), VersionOf(profile));

    private static Problem NoSuch(Call call) => Problem.NotFound($"There is no profile '{call[Segment]}'.");
}

/// <summary>A profile in a list.</summary>
/// <param name="Routes">How many addresses it has.</param>
internal sealed record ProfileAnswer(string Name, string Title, string ClientId, int Routes);

/// <summary>A profile's document, as `identity profiles apply` reads it.</summary>
[DescribedAs]
[JsonConverter(typeof(PlainJsonConverter<ProfileDocument>))]
internal sealed record ProfileDocument(JsonElement Json) : IPlainJson<ProfileDocument>
{
    public static ProfileDocument Of(JsonElement json) => new(json);

    public static ProfileDocument Of(AccountProfile profile) => new(JsonElement.Parse(profile.Document));
}
