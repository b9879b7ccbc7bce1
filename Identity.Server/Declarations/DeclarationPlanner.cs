using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Declarations;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Identity.Server.Resources.Declarations;
using Identity.Server.Roles;

namespace Identity.Server.Declarations;

/// <summary>What is to be done so that a server is as declared. All of it but what is named here is in the context already.</summary>
/// <param name="Declared">With the parts that profiles bring along.</param>
/// <param name="Given">Roles of clients, to be added once the clients are there.</param>
/// <param name="Ended">Clients to be deleted with all that hangs on them.</param>
internal sealed record DeclarationPlan(
    Declaration Declared,
    ApisDeclared Apis,
    IReadOnlyList<RoleMemberRow> Given,
    IReadOnlyList<DocumentChange> Ended
)
{
    /// <summary>Everything that changes, in the order in which it is told.</summary>
    public required IReadOnlyList<DocumentChange> Changes { get; init; }

    /// <summary>Whether something is another by now than what its change was thought up for.</summary>
    public required bool HasMoved { get; init; }

    /// <summary>Those of the changes that are about the roles of clients.</summary>
    public required IReadOnlyList<DocumentChange> RoleChanges { get; init; }
}

/// <summary>Compares a declaration with what there is, room by room.</summary>
internal sealed class DeclarationPlanner(
    ApiDeclarations apis,
    ClientDeclarations clients,
    ProfileDeclarations profiles,
    RoleDeclarations roles,
    ClientRoles clientRoles
)
{
    public async Task<DeclarationPlan> PlanAsync(
        ServerDbContext context,
        Declaration declared,
        bool prunes,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        var (changedProfiles, served, haveMoved) = await profiles.PutAsync(
            context,
            declared.Profiles ?? [],
            prunes && declared.Profiles is not null,
            problems,
            ct
        );
        var whole = WithParts(declared);
        var prunesApis = prunes && declared.Apis is not null;
        var apisPut = await apis.PutAsync(
            context,
            whole.Apis!,
            kept: audience => !prunesApis || served.Any(profile => profile.Api.Audience == audience),
            problems,
            ct
        );
        var changedRoles = await roles.PutAsync(
            context,
            declared.Roles ?? [],
            prunes && declared.Roles is not null,
            problems,
            ct
        );
        var changedClients = await clients.PutAsync(context, whole.Clients!, problems, ct);
        var rolesPut = await clientRoles.PutAsync(context, declared.ClientRoles, problems, ct);
        var ended = prunes && declared.Clients is not null ? await LeftOverAsync(context, whole, served, ct) : [];
        return new DeclarationPlan(whole, apisPut, rolesPut.Given, ended)
        {
            Changes =
            [
                .. apisPut.Changes,
                .. changedRoles,
                .. changedClients,
                .. rolesPut.Changes,
                .. ended,
                .. changedProfiles,
            ],
            RoleChanges = rolesPut.Changes,
            HasMoved = haveMoved,
        };
    }

    // What a profile needs stays, whether or not anybody declares it.
    private static Task<List<DocumentChange>> LeftOverAsync(
        ServerDbContext context,
        Declaration declared,
        IEnumerable<AccountProfile> served,
        CancellationToken ct
    )
    {
        var names = declared.Clients!.Select(one => one.Client.ClientId).Concat(served.Select(one => one.Client.Id));
        return ClientDeclarations.LeftOverAsync(context, names.ToHashSet(StringComparer.Ordinal), ct);
    }

    // A profile brings its API and its client along, unless the file says itself what these are.
    private static Declaration WithParts(Declaration declared)
    {
        var apis = (declared.Apis ?? []).ToList();
        var clients = (declared.Clients ?? []).ToList();
        foreach (var (profile, secret, at) in declared.Profiles ?? [])
        {
            if (!apis.Exists(one => one.Api.Audience == profile.Api.Audience))
                apis.Add(new DeclaredApi(ProfileParts.ApiOf(profile), secret, $"{at}.api"));
            if (!clients.Exists(one => one.Client.ClientId == profile.Client.Id))
            {
                clients.Add(
                    new DeclaredClient(ProfileParts.ClientOf(profile), IsDisabled: null, At: $"{at}.client")
                    {
                        IsImplied = true,
                    }
                );
            }
        }
        return declared with { Apis = apis, Clients = clients };
    }
}
