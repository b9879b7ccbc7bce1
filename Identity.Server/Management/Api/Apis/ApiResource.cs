using Identity.Server.Audit;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Keys;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Resources.Administration;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Apis;

/// <summary>APIs: what access tokens are made for.</summary>
internal sealed class ApiResource(
    ApiAdministration apis,
    SigningKeys keys,
    AccountProfileRegistry profiles,
    Changes changes
) : IResource
{
    public const string Segment = "audience";

    public string Tag => "APIs";

    public void Declare(Routes routes)
    {
        var listing = new Listing("audience", "name")
        {
            Filters = [Filter.Text("search", "Part of an audience or a name.")],
        };
        routes.List("/apis", Permission.ApisRead, "List APIs", listing, ListAsync);
        routes.Get("/apis/{audience}", Permission.ApisRead, "Read an API", ReadAsync);
        routes.Create<NewApiBody, NewApiAnswer>("/apis", Permission.ApisWrite, "Make an API", CreateAsync);
        routes.Patch<ApiPatch, ApiAnswer>("/apis/{audience}", Permission.ApisWrite, "Change an API", ChangeAsync);
        routes.Delete("/apis/{audience}", Permission.ApisWrite, "Delete an API with its scopes", DeleteAsync);
    }

    public static Problem ProblemOf(ApiEdit edit, string audience) =>
        edit switch
        {
            ApiEdit.NoSuch => NoSuch(audience),
            ApiEdit.Moved => Problem.PreconditionFailed(),
            ApiEdit.InTheWay way => Problem.Conflict(way.Why),
            ApiEdit.Invalid invalid => DocumentProblems.ByMember(invalid.Problems),
            _ => throw new InvalidOperationException($"{edit}"),
        };

    public static AuditParty PartyOf(string audience) => new("api", audience);

    private static Problem NoSuch(string audience) => Problem.NotFound($"There is no API '{audience}'.");

    private async Task<Reply<Page<ApiAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var all = await apis.ListAsync(ct);
        var found = list.Text("search") is { } search ? all.Where(api => IsFound(api, search)) : all;
        return list.PageOfAll(
            found,
            api => list.Sort == "name" ? $"{NameOf(api)}\n{api.Audience}" : api.Audience,
            ApiAnswer.Of
        );
    }

    private async Task<Reply<ApiAnswer>> ReadAsync(Call call, CancellationToken ct) =>
        await apis.FindAsync(call[Segment], ct) is { } api
            ? Reply.Of(ApiAnswer.Of(api), api.Version)
            : NoSuch(call[Segment]);

    private async Task<Reply<NewApiAnswer>> CreateAsync(Call call, NewApiBody body, CancellationToken ct)
    {
        if (ApiReading.ReadNew(body.Json).Refused(out var problem, out var asked))
            return problem;
        // A key for a new algorithm must be there before the first token is asked for.
        if (!asked.Api.Algorithm.IsSymmetric)
            await keys.EnsureAsync(asked.Api.Algorithm, ct);
        var edit = await apis.CreateAsync(asked, ct);
        if (edit is not ApiEdit.Done done)
            return ProblemOf(edit, asked.Api.Audience);
        var audience = done.Api.Audience;
        changes.Record(call, AuditKind.ApiCreation, PartyOf(audience), before: null, ApiAnswer.Of(done.Api));
        return Reply.Created(
            NewApiAnswer.Of(done.Api, done.Secret),
            $"/apis/{Reply.Segment(audience)}",
            done.Api.Version
        );
    }

    private async Task<Reply<ApiAnswer>> ChangeAsync(Call call, ApiPatch patch, CancellationToken ct)
    {
        if (await apis.FindAsync(call[Segment], ct) is not { } api)
            return NoSuch(call[Segment]);
        if (!call.IfMatch.Allows(api.Version))
            return Problem.PreconditionFailed();
        if (ApiReading.ReadChanged(api, patch.Json).Refused(out var problem, out var asked))
            return problem;
        // What was looked at is what is changed, also where any version will do: a patch is laid over what there is.
        var edit = await apis.ChangeAsync(asked, api.Version, ct);
        if (edit is ApiEdit.Moved && call.IfMatch.Pin(api.Version) is null)
            return await ChangeAsync(call, patch, ct);
        if (edit is not ApiEdit.Done done)
            return ProblemOf(edit, api.Audience);
        if (done.Api.Version != api.Version)
            changes.Record(call, AuditKind.ApiChange, PartyOf(api.Audience), ApiAnswer.Of(api), ApiAnswer.Of(done.Api));
        return Reply.Of(ApiAnswer.Of(done.Api), done.Api.Version);
    }

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        var audience = call[Segment];
        if (await apis.FindAsync(audience, ct) is not { } api)
            return NoSuch(audience);
        if (!call.IfMatch.Allows(api.Version))
            return Problem.PreconditionFailed();
        if ((await profiles.ListAsync(ct)).FirstOrDefault(profile => profile.Api.Audience == audience) is { } needing)
            return Problem.Conflict($"The profile '{needing.Name}' needs this API. Delete the profile first.");
        var edit = await apis.DeleteAsync(audience, call.IfMatch.Pin(api.Version), ct);
        if (edit is not ApiEdit.Done done)
            return ProblemOf(edit, audience);
        changes.Record(call, AuditKind.ApiDeletion, PartyOf(audience), ApiAnswer.Of(done.Api), after: null);
        return Nothing.ToSay;
    }

    private static bool IsFound(AdministeredApi api, string search) =>
        api.Audience.Contains(search, StringComparison.OrdinalIgnoreCase)
        || NameOf(api).Contains(search, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(AdministeredApi api) => api.Json["name"]!.GetValue<string>();
}
