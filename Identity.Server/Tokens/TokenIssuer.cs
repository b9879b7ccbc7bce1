using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>What goes to a client through the browser.</summary>
/// <remarks>OpenID Connect Core §3.2.2.5 and OpenID Connect Core §3.3.2.5.</remarks>
internal sealed record BrowserTokens(WrittenAccessToken? AccessToken, string? IdToken)
{
    public override string ToString() => nameof(BrowserTokens);
}

/// <summary>Turns what a grant has proved into tokens. In memory from end to end: what is durable was stored by the grant.</summary>
internal sealed class TokenIssuer(AccessTokenWriter accessTokens, IdTokenWriter idTokens, TimeProvider clock)
{
    public IssuedTokens Issue(GrantedAuthorization authorization)
    {
        var now = clock.GetUtcNow();
        var access = accessTokens.Write(authorization, now);
        return new IssuedTokens(
            access.Token,
            access.Lifetime,
            authorization.Scopes.ToString(),
            authorization.Family?.RefreshToken,
            WriteIdToken(authorization, new IdTokenBindings(access.Token), now)
        );
    }

    /// <summary>Issues what is wanted beside a code, or instead of one.</summary>
    /// <param name="authorization">What the person agreed to.</param>
    /// <param name="wantsAccessToken">Whether an access token is wanted.</param>
    /// <param name="wantsIdToken">Whether an ID token is.</param>
    /// <param name="code">The code that goes along; null for none.</param>
    /// <param name="state">The client's own value; null for none.</param>
    public BrowserTokens IssueThroughBrowser(
        GrantedAuthorization authorization,
        bool wantsAccessToken,
        bool wantsIdToken,
        string? code,
        string? state
    )
    {
        var now = clock.GetUtcNow();
        WrittenAccessToken? access = wantsAccessToken ? accessTokens.Write(authorization, now) : null;
        var bindings = new IdTokenBindings(access?.Token, code, state);
        return new BrowserTokens(access, wantsIdToken ? WriteIdToken(authorization, bindings, now) : null);
    }

    private string? WriteIdToken(GrantedAuthorization authorization, IdTokenBindings bindings, DateTimeOffset now) =>
        authorization.Subject is { } subject && authorization.Scopes.Contains(StandardScopes.OpenId)
            ? idTokens.Write(authorization, subject, bindings, now)
            : null;
}
