using Identity.Server.Clients;
using Identity.Server.Resources.Claims;

namespace Identity.Server.Tokens;

/// <summary>Which claims about a person a client is told, and where.</summary>
/// <remarks>OpenID Connect Core §5.4 and OpenID Connect Core §5.5.</remarks>
internal static class GrantedClaims
{
    /// <param name="isAlone">Whether the ID token is all that the client gets, so that it cannot ask userinfo.</param>
    public static IEnumerable<string> ForIdToken(GrantedAuthorization authorization, bool isAlone)
    {
        var request = Read(authorization);
        if (request is null)
            return isAlone ? StandardClaims.Of(authorization.Scopes) : [];
        var asked = Allowed(request.IdToken.Keys, authorization.Client);
        return isAlone ? asked.Concat(StandardClaims.Of(authorization.Scopes)) : asked;
    }

    /// <summary>What userinfo may say beyond the scopes: the access token carries it there.</summary>
    public static string[] ForUserInfo(GrantedAuthorization authorization) =>
        Read(authorization) is { UserInfo.Count: > 0 } request
            ?
            [
                .. Allowed(request.UserInfo.Keys, authorization.Client)
                    .Where(claim => !authorization.Scopes.Contains(StandardClaims.ScopeOf(claim)!))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    // A claim by itself is no way round the scope that a client was not given.
    private static IEnumerable<string> Allowed(IEnumerable<string> claims, Client client) =>
        claims.Where(claim => StandardClaims.ScopeOf(claim) is { } scope && client.Scopes.Contains(scope));

    private static ClaimsRequest? Read(GrantedAuthorization authorization) =>
        authorization.Context?.Claims is { } text ? ClaimsRequest.Read(text) : null;
}
