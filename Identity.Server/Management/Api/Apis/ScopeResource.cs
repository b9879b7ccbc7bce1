using Identity.Server.Clients.Administration;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Resources;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Apis;

/// <summary>Scopes: what clients may ask for, be it of an API or about a person.</summary>
internal sealed class ScopeResource(ApiCatalog apis, ClientDirectory clients) : IResource
{
    private static readonly Dictionary<string, string> Standard = new(StringComparer.Ordinal)
    {
        [StandardScopes.OpenId] = "Sign people in",
        [StandardScopes.Profile] = "Name, picture, birthdate and other details",
        [StandardScopes.Email] = "E-mail address",
        [StandardScopes.Phone] = "Phone number",
        [StandardScopes.Address] = "Postal address",
        [StandardScopes.OfflineAccess] = "Stay signed in while the person is away",
    };

    public string Tag => "APIs";

    public void Declare(Routes routes) =>
        routes.List("/scopes", Permission.ApisRead, "List scopes", new Listing("name"), ListAsync);

    private async Task<Reply<Page<ScopeAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var counts = await clients.CountByScopeAsync(ct);
        var standard = Standard.Select(scope => new ScopeAnswer(
            scope.Key,
            scope.Value,
            Audience: null,
            IsStandard: true
        ));
        var own = apis.Snapshot.Scopes.Values.Select(scope => new ScopeAnswer(
            scope.Name,
            scope.Description,
            scope.Audience,
            IsStandard: false
        ));
        return list.PageOfAll(
            standard.Concat(own),
            scope => scope.Name,
            scope => scope with { Clients = counts.GetValueOrDefault(scope.Name) }
        );
    }
}

/// <summary>A scope, as it is shown.</summary>
internal sealed record ScopeAnswer(string Name, string Description, string? Audience, bool IsStandard)
{
    /// <summary>How many clients may ask for it.</summary>
    public long Clients { get; init; }
}
