using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Declarations;
using Identity.Server.Database.Documents;
using Identity.Server.Declarations;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Api.Clients;
using Identity.Server.Management.Wire;
using Identity.Server.Resources;
using Identity.Server.Resources.Declarations;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Profiles;

/// <summary>Applies a profile as far as whoever calls may touch what comes along with it. Secrets are not read from where it says they are.</summary>
internal sealed class ProfileWriting(
    DeclarationApplication declarations,
    CalledClients clients,
    ProfileCatalogs catalogs
)
{
    public async Task<Problem?> WriteAsync(Call call, DeclaredProfile asked, CancellationToken ct)
    {
        var api = asked.Profile.Api;
        if (api.Algorithm.IsSymmetric && catalogs.Apis.Find(api.Audience) is null)
        {
            return Problem.Conflict(
                $"The API '{api.Audience}' is new and needs a secret, which a profile does not hold. Make the API first."
            );
        }
        // Looked at before it is done: what comes along with a profile is touched by nobody who might not touch it alone.
        var tried = await ApplyAsync(call, asked, isDry: true, ct);
        if (
            tried is Applied.Done { Changes: var changes }
            && await WhyNotAsync(call, asked.Profile, changes, ct) is { } why
        )
        {
            return why;
        }
        switch (tried is Applied.Done ? await ApplyAsync(call, asked, isDry: false, ct) : tried)
        {
            case Applied.Refused refused:
                return DocumentProblems.ByPlace(refused.Problems);
            case Applied.Moved:
                return Problem.PreconditionFailed();
            default:
                await catalogs.ReloadAsync(ct);
                return null;
        }
    }

    private Task<Applied> ApplyAsync(Call call, DeclaredProfile asked, bool isDry, CancellationToken ct) =>
        declarations.ApplyAsync(
            new Declaration { Profiles = [asked] },
            new ApplicationTerms(Prunes: false, isDry) { Actor = call.Caller.Party },
            ct
        );

    private async Task<Problem?> WhyNotAsync(
        Call call,
        AccountProfile profile,
        IReadOnlyList<DocumentChange> changes,
        CancellationToken ct
    )
    {
        if (changes.Any(change => change.Kind == ApiDeclarations.Kind) && !call.Actor.Rights.Hold(Permission.ApisWrite))
            return Problem.Forbidden(Permission.ApisWrite);
        if (changes.FirstOrDefault(change => change.Kind == ClientDeclarations.Kind) is not { } client)
            return null;
        if (!call.Actor.Rights.Hold(Permission.ClientsWrite))
            return Problem.Forbidden(Permission.ClientsWrite);
        if (CalledClients.WhyNotManaging(call, profile.Api.Scopes) is { } managing)
            return managing;
        return client.Before is null ? null : await clients.WhyNotChangeAsync(call, client.Name, ct);
    }
}

/// <summary>What this node knows of a profile and of what comes along with it.</summary>
internal sealed class ProfileCatalogs(AccountProfileCatalog profiles, ClientCatalog clients, ApiCatalog apis)
{
    public ApiCatalog Apis => apis;

    public async Task ReloadAsync(CancellationToken ct)
    {
        await apis.ReloadAsync(ct);
        await clients.ReloadAsync(ct);
        await profiles.ReloadAsync(ct);
    }
}
