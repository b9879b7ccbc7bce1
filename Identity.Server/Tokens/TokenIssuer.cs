using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>Turns what a grant has proved into tokens. In memory from end to end: what is durable was stored by the grant.</summary>
internal sealed class TokenIssuer(AccessTokenWriter accessTokens, IdTokenWriter idTokens, TimeProvider clock)
{
    public IssuedTokens Issue(GrantedAuthorization authorization)
    {
        var now = clock.GetUtcNow();
        var access = accessTokens.Write(authorization, now);
        var identity =
            authorization.Subject is { } subject && authorization.Scopes.Contains(StandardScopes.OpenId)
                ? idTokens.Write(authorization, subject, new IdTokenBindings(access.Token), now)
                : null;
        return new IssuedTokens(
            access.Token,
            access.Lifetime,
            authorization.Scopes.ToString(),
            authorization.Family?.RefreshToken,
            identity
        );
    }
}
