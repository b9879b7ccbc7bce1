using Identity.Server.Clients;
using Identity.Server.Clients.Declarations;
using Identity.Server.Database.Documents;
using Identity.Server.Resources;
using Identity.Server.Resources.Declarations;

namespace Identity.Server.Declarations;

/// <summary>What is not wrong with a declaration and may not be meant: said to whoever applies it, and done nevertheless.</summary>
internal static class DeclarationNotes
{
    public static IEnumerable<string> On(
        Declaration declared,
        ApisDeclared apis,
        IReadOnlyList<DocumentChange> changes
    ) =>
        [
            .. declared
                .Apis!.Where(api => api.Secret is { Value: null })
                .Select(api => Kept("API", api.Api.Audience, api.Secret!)),
            .. declared.Clients!.SelectMany(client => On(client, apis, changes)),
        ];

    private static IEnumerable<string> On(
        DeclaredClient declared,
        ApisDeclared apis,
        IReadOnlyList<DocumentChange> changes
    )
    {
        var (client, secret) = (declared.Client, declared.Secret);
        var id = client.ClientId;
        if (secret is { Value: null })
            yield return Kept("client", id, secret);
        if (
            secret is null
            && ClientSecrets.Has(client.AuthenticationMethod)
            && changes.Any(change => IsNew(change, id))
        )
        {
            yield return $"The client {id} has no secret yet: say where it is, or run `identity clients rotate-secret {id}`.";
        }
        if (client.Audience is { } audience && !BuiltInApi.Is(audience) && !apis.Audiences.Contains(audience))
            yield return $"The client {id} speaks for the API {audience}, which there is not.";
        string[] known = [.. apis.Scopes, .. StandardScopes.All, BuiltInApi.ManagementScope];
        foreach (var scope in client.Scopes.Except(known, StringComparer.Ordinal))
        {
            var nearest = NearestName.Of(scope, known);
            yield return $"The client {id} may ask for the scope '{scope}', which no API has; did you mean '{nearest}'?";
        }
    }

    private static bool IsNew(DocumentChange change, string clientId) =>
        change is { Kind: ClientDeclarations.Kind, Before: null } && change.Name == clientId;

    private static string Kept(string kind, string name, GivenSecret secret) =>
        $"The {kind} {name} keeps its secret: {secret} holds none.";
}
