using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Keys;

namespace Identity.Server.Tokens;

/// <summary>Writes ID tokens: to a client, who has signed in.</summary>
/// <remarks>OpenID Connect Core §2.</remarks>
internal sealed class IdTokenWriter(Issuer issuer, SigningKeys keys, TokenLifetimes lifetimes)
{
    /// <remarks>OpenID Connect Core §3.1.3.6.</remarks>
    public const string AccessTokenHashClaim = "at_hash";

    public string Write(
        GrantedAuthorization authorization,
        Subject subject,
        IdTokenBindings bindings,
        DateTimeOffset now
    )
    {
        using var payload = new TokenPayload();
        payload.Write("iss", issuer.Value);
        payload.Write("sub", subject.Id);
        payload.Write("aud", authorization.Client.ClientId);
        payload.Write("exp", now + lifetimes.IdToken);
        payload.Write("iat", now);
        if (authorization.AuthTime is { } authTime)
            payload.Write("auth_time", authTime);
        if (authorization.Context is { } context)
        {
            payload.Write("nonce", context.Nonce);
            payload.Write("acr", context.Acr);
            payload.Write("amr", context.Amr);
            if (context.SessionId is { } session)
                payload.Write("sid", session);
        }
        if (bindings.AccessToken is { } accessToken)
            payload.Write(AccessTokenHashClaim, HashOf(accessToken));
        if (bindings.Code is { } code)
            payload.Write("c_hash", HashOf(code));
        if (bindings.State is { } state)
            payload.Write("s_hash", HashOf(state));
        return CompactJws.Sign(payload.Finish(), keys.Active(JwsAlgorithm.RS256), "JWT");
    }

    // OpenID Connect Core §3.1.3.6: the left half of the hash of the algorithm that signs, RS256's SHA-256.
    private static string HashOf(string text) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, SHA256.HashSizeInBytes / 2));
}
