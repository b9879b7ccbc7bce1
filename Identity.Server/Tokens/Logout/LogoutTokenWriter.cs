using Identity.Jose;
using Identity.Server.Clients;

namespace Identity.Server.Tokens.Logout;

/// <summary>Writes logout tokens: to a client, whose session is over.</summary>
/// <remarks>OpenID Connect Back-Channel Logout §2.4.</remarks>
internal sealed class LogoutTokenWriter(
    Issuer issuer,
    SubjectNames subjects,
    ResponseSigning signing,
    TimeProvider clock
)
{
    /// <remarks>OpenID Connect Back-Channel Logout §4.1: so that it passes for no other token.</remarks>
    public const string Type = "logout+jwt";

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    // OpenID Connect Back-Channel Logout §4: two minutes at most, for it is made when it is sent.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <param name="notice">Its id is the token's jti, which so is the same at every attempt.</param>
    /// <param name="client">Who is told; the token is signed as ID tokens to it are.</param>
    public string Write(LogoutNotice notice, Client client)
    {
        var now = clock.GetUtcNow();
        using var payload = new TokenPayload();
        payload.Write("iss", issuer.Value);
        payload.Write("sub", subjects.Of(client, notice.UserId));
        payload.Write("aud", client.ClientId);
        payload.Write("iat", now);
        payload.Write("exp", now + Lifetime);
        payload.Write("jti", notice.Id);
        payload.WriteEvent("events", Event);
        if (notice.SessionId is { } session)
            payload.Write("sid", session);
        return CompactJws.Sign(payload.Finish(), signing.KeyFor(client, client.IdTokenAlgorithm), Type);
    }
}
