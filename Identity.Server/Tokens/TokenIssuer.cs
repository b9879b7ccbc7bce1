using Identity.Server.Audit.Counting;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>What goes to a client through the browser.</summary>
/// <remarks>OpenID Connect Core §3.2.2.5 and OpenID Connect Core §3.3.2.5.</remarks>
internal sealed record BrowserTokens(WrittenAccessToken? AccessToken, string? IdToken)
{
    public override string ToString() => nameof(BrowserTokens);
}

/// <summary>
/// Turns what a grant has proved into tokens. In memory from end to end, but for the key of a client whose ID tokens are
/// encrypted: what is durable was stored by the grant.
/// </summary>
internal sealed class TokenIssuer(
    AccessTokenWriter accessTokens,
    IdTokenWriter idTokens,
    ResponseEncryption encryption,
    Counts counts,
    TimeProvider clock
)
{
    private const string ThroughBrowser = "implicit";

    /// <param name="grantType">By which the client earned them, for the count.</param>
    /// <returns>Null where the client has no key now that its ID token could be encrypted with.</returns>
    public async ValueTask<IssuedTokens?> IssueAsync(
        GrantedAuthorization authorization,
        string grantType,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var access = accessTokens.Write(authorization, now);
        string? idToken = null;
        if (HasIdToken(authorization))
        {
            idToken = await WriteIdTokenAsync(authorization, new IdTokenBindings(access.Token), now, ct);
            if (idToken is null)
                return null;
        }
        counts.Add(Counts.Tokens, ShortNameOf(grantType));
        return new IssuedTokens(
            access.Token,
            access.Lifetime,
            authorization.Scopes.ToString(),
            authorization.Family?.RefreshToken,
            idToken
        );
    }

    /// <summary>Issues what is wanted beside a code, or instead of one.</summary>
    /// <param name="authorization">What the person agreed to.</param>
    /// <param name="wantsAccessToken">Whether an access token is wanted.</param>
    /// <param name="wantsIdToken">Whether an ID token is.</param>
    /// <param name="bound">The code and the state that go along.</param>
    /// <inheritdoc cref="IssueAsync" path="/returns"/>
    public async ValueTask<BrowserTokens?> IssueThroughBrowserAsync(
        GrantedAuthorization authorization,
        bool wantsAccessToken,
        bool wantsIdToken,
        IdTokenBindings bound,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        WrittenAccessToken? access = wantsAccessToken ? accessTokens.Write(authorization, now) : null;
        string? idToken = null;
        if (wantsIdToken && HasIdToken(authorization))
        {
            idToken = await WriteIdTokenAsync(authorization, bound with { AccessToken = access?.Token }, now, ct);
            if (idToken is null)
                return null;
        }
        if (access is not null || idToken is not null)
            counts.Add(Counts.Tokens, ThroughBrowser);
        return new BrowserTokens(access, idToken);
    }

    // What extends OAuth has a URN, whose last part is its name.
    private static string ShortNameOf(string grantType) => grantType[(grantType.LastIndexOf(':') + 1)..];

    private static bool HasIdToken(GrantedAuthorization authorization) =>
        authorization.Subject is not null && authorization.Scopes.Contains(StandardScopes.OpenId);

    private ValueTask<string?> WriteIdTokenAsync(
        GrantedAuthorization authorization,
        IdTokenBindings bindings,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var signed = idTokens.Write(authorization, authorization.Subject!, bindings, now);
        return encryption.NestAsync(signed, authorization.Client, authorization.Client.IdTokenEncryption, ct);
    }
}
