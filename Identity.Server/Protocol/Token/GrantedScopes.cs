using Identity.Server.Clients;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;

namespace Identity.Server.Protocol.Token;

/// <summary>What a client may have of what it asked for.</summary>
/// <param name="All">Everything granted; a refresh family keeps this.</param>
/// <param name="ForToken">What the access token at hand may do: <paramref name="All"/> less what belongs to other APIs.</param>
/// <param name="Api">The API it is for; null for one that only userinfo takes.</param>
internal sealed record GrantedScopes(ScopeSet All, ScopeSet ForToken, Api? Api)
{
    public static Outcome<GrantedScopes> Resolve(ScopeSet? asked, string? resource, Client client, ApiSnapshot apis) =>
        Allow(asked, resource, client, apis).Refused(out var error, out var scopes)
            ? error
            : For(scopes, resource, apis);

    /// <summary>What a client may have of the scopes that it asks for.</summary>
    public static Outcome<ScopeSet> Allow(ScopeSet? asked, string? resource, Client client, ApiSnapshot apis)
    {
        // RFC 6749 §3.3: an omitted scope is everything the client may do at its APIs.
        var scopes =
            asked
            ?? ScopeSet.Of(client.Scopes.Where(name => IsDefault(name, resource, apis)).Order(StringComparer.Ordinal));
        foreach (var name in scopes.Names)
        {
            if (!apis.Knows(name))
                return Unknown(name);
            if (!client.Scopes.Contains(name))
                return NotAllowed(name);
        }
        // OpenID Connect Core §11: ignored where no refresh token can be given.
        return client.GrantTypes.Contains("refresh_token")
            ? scopes
            : scopes.Where(name => name != StandardScopes.OfflineAccess);
    }

    /// <summary>Aims scopes that have been granted at one API.</summary>
    public static Outcome<GrantedScopes> For(ScopeSet granted, string? resource, ApiSnapshot apis)
    {
        switch (apis.Choose(granted, resource))
        {
            case ApiChoice.None:
                return new GrantedScopes(granted, granted, Api: null);
            case ApiChoice.One { Api: var api }:
                var forToken = granted.Where(name => StandardScopes.All.Contains(name) || api.Scopes.Contains(name));
                return forToken.Names.Any(api.Scopes.Contains)
                    ? new GrantedScopes(granted, forToken, api)
                    : ProtocolError.InvalidTarget("No scope of that resource was granted.");
            case ApiChoice.Several:
                return ProtocolError.InvalidTarget("The scopes belong to more than one API: name one with resource.");
            default:
                return ProtocolError.InvalidTarget("The resource is unknown.");
        }
    }

    private static ProtocolError Unknown(string name) =>
        ProtocolError.InvalidScope("A scope is unknown.") with
        {
            Reason = $"there is no scope {name}",
        };

    private static ProtocolError NotAllowed(string name) =>
        ProtocolError.InvalidScope("A scope is not allowed for this client.") with
        {
            Reason = $"{name} is not among the client's scopes",
        };

    private static bool IsDefault(string name, string? resource, ApiSnapshot apis) =>
        apis.FindScope(name) is { } scope && (resource is null || scope.Audience == resource);
}
