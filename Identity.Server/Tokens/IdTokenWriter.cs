using Identity.Jose;

namespace Identity.Server.Tokens;

/// <summary>Writes ID tokens: to a client, who has signed in.</summary>
/// <remarks>OpenID Connect Core §2.</remarks>
internal sealed class IdTokenWriter(
    Issuer issuer,
    SubjectNames subjects,
    ResponseSigning signing,
    TokenLifetimes lifetimes
)
{
    /// <remarks>OpenID Connect Core §3.1.3.6.</remarks>
    public const string AccessTokenHashClaim = "at_hash";

    public const string AuthTimeClaim = "auth_time";

    public string Write(
        GrantedAuthorization authorization,
        Subject subject,
        IdTokenBindings bindings,
        DateTimeOffset now
    )
    {
        var client = authorization.Client;
        var key = signing.KeyFor(client, client.IdTokenAlgorithm);
        using var payload = new TokenPayload();
        payload.Write("iss", issuer.Value);
        payload.Write("sub", subjects.Of(client, subject.Id));
        // One audience, which is the one it is issued to: azp would say nothing more.
        payload.Write("aud", client.ClientId);
        payload.Write("exp", now + lifetimes.IdToken);
        payload.Write("iat", now);
        if (authorization.AuthTime is { } authTime)
            payload.Write(AuthTimeClaim, authTime);
        WriteContext(payload, authorization.Context);
        WriteBindings(payload, bindings, key.Algorithm);
        // OpenID Connect Core §5.4: without an access token there is no userinfo to ask.
        var isAlone = bindings is { AccessToken: null, Code: null };
        PersonalClaims.Write(payload, GrantedClaims.ForIdToken(authorization, isAlone), subject);
        return CompactJws.Sign(payload.Finish(), key, "JWT");
    }

    private static void WriteContext(TokenPayload payload, SignInContext? context)
    {
        if (context is null)
            return;
        payload.Write("nonce", context.Nonce);
        payload.Write("acr", context.Acr);
        payload.Write("amr", context.Amr);
        if (context.SessionId is { } session)
            payload.Write("sid", session);
    }

    private static void WriteBindings(TokenPayload payload, IdTokenBindings bindings, JwsAlgorithm algorithm)
    {
        if (bindings.AccessToken is { } accessToken)
            payload.Write(AccessTokenHashClaim, IdTokenHash.Of(accessToken, algorithm));
        if (bindings.Code is { } code)
            payload.Write("c_hash", IdTokenHash.Of(code, algorithm));
        if (bindings.State is { } state)
            payload.Write("s_hash", IdTokenHash.Of(state, algorithm));
    }
}
