using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;

namespace Identity.Server.Protocol.Authorize;

/// <summary>The scopes and APIs of an authorization request, as far as the client may have them.</summary>
/// <remarks>RFC 6749 §3.3; RFC 8707 §2.1; OpenID Connect Core §3.1.2.1.</remarks>
internal sealed record RequestedScopes(ScopeSet Scopes, string[] Resources)
{
    private const int MostResources = 16;

    public static Outcome<RequestedScopes> Read(
        AuthorizationParameters parameters,
        Client client,
        ResponseTypes types,
        ApiSnapshot apis
    )
    {
        ScopeSet? asked = null;
        if (parameters[Parameter.Scope] is { } text && (asked = ScopeSet.Read(text)) is null)
            return ProtocolError.InvalidScope("scope is not a list of scope names.");
        var resources = parameters.Resources;
        if (resources.Length > MostResources)
        {
            return ProtocolError.InvalidTarget("A resource is unknown.") with
            {
                Reason = "it names too many resources",
            };
        }
        if (resources.FirstOrDefault(name => apis.Find(name) is null) is { } unknown)
            return ProtocolError.InvalidTarget("A resource is unknown.") with { Reason = $"there is no API {unknown}" };

        // OpenID Connect Core §3.1.2.1: scopes that nobody knows are ignored.
        var known = asked?.Where(apis.Knows);
        if (GrantedScopes.Allow(known, resource: null, client, apis).Refused(out var error, out var scopes))
            return error;
        // OpenID Connect Core §11: ignored where there is no code that a refresh token could come of.
        if (!types.HasFlag(ResponseTypes.Code))
            scopes = scopes.Where(name => name != StandardScopes.OfflineAccess);
        // Tokens are good at the APIs that were asked for, and later ones as well.
        if (resources.Length > 0)
            scopes = scopes.Where(name => apis.FindScope(name) is not { } scope || resources.Contains(scope.Audience));
        return scopes.IsEmpty
            ? ProtocolError.InvalidScope("No scope is left that the client may have.")
            : new RequestedScopes(scopes, resources);
    }
}
