using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>An access token, and how long it lives.</summary>
internal readonly record struct WrittenAccessToken(string Token, TimeSpan Lifetime)
{
    public override string ToString() => $"an access token for {Lifetime}";
}

/// <summary>Writes access tokens in the shape and with the algorithm of the API they are for.</summary>
/// <remarks>RFC 9068 §2, or the API's plain profile.</remarks>
internal sealed class AccessTokenWriter(
    Issuer issuer,
    SigningKeys keys,
    SubjectNames subjects,
    TokenLifetimes lifetimes
)
{
    /// <remarks>RFC 9068 §2.1.</remarks>
    public const string Type = "at+jwt";
    public const string PlainType = "JWT";
    public const string GrantIdClaim = "grant_id";

    /// <summary>The browser session a token came of, which it ends with.</summary>
    public const string SessionIdClaim = "sid";

    /// <summary>The claims that were asked for by name, so that userinfo knows of them.</summary>
    public const string ClaimsClaim = "claims";

    public WrittenAccessToken Write(GrantedAuthorization authorization, DateTimeOffset now)
    {
        var lifetime = lifetimes.AccessToken(authorization.Client, authorization.Api);
        using var payload = new TokenPayload();
        var isPlain = authorization.Api is { Profile: TokenProfile.Plain };
        if (isPlain)
            WritePlain(payload, authorization, authorization.Api!, now);
        else
            WriteRfc9068(payload, authorization, now);
        payload.Write("iat", now);
        payload.Write("exp", now + lifetime);

        var key = authorization.Api?.SharedKey ?? keys.Active(authorization.Api?.Algorithm ?? JwsAlgorithm.RS256);
        return new WrittenAccessToken(CompactJws.Sign(payload.Finish(), key, isPlain ? PlainType : Type), lifetime);
    }

    // RFC 9068 §2.2
    private void WriteRfc9068(TokenPayload payload, GrantedAuthorization authorization, DateTimeOffset now)
    {
        payload.Write("iss", issuer.Value);
        payload.Write("aud", authorization.Api?.Audience ?? issuer.Value);
        // RFC 9068 §2.2: the client itself where no person is involved, and otherwise the subject of the ID token.
        payload.Write(
            "sub",
            authorization.Subject is not { } subject ? authorization.Client.ClientId
                : authorization.Api is { Subject: SubjectForm.Email } ? subject.Email
                : subjects.Of(authorization.Client, subject.Id)
        );
        payload.Write("client_id", authorization.Client.ClientId);
        payload.Write("jti", Guid.CreateVersion7(now));
        if (!authorization.Scopes.IsEmpty)
            payload.Write("scope", authorization.Scopes.ToString());
        if (GrantedClaims.ForUserInfo(authorization) is { Length: > 0 } claims)
            payload.Write(ClaimsClaim, claims);
        // RFC 9068 §2.2.1
        if (authorization.AuthTime is { } authTime)
            payload.Write("auth_time", authTime);
        payload.Write("acr", authorization.Context?.Acr);
        if (authorization.Context?.SessionId is { } session)
            payload.Write(SessionIdClaim, session);
        if ((authorization.Family?.Id ?? authorization.GrantId) is { } grant)
            payload.Write(GrantIdClaim, grant);
    }

    private void WritePlain(TokenPayload payload, GrantedAuthorization authorization, Api api, DateTimeOffset now)
    {
        // What the API was written for, and so never the name that a client has for the person.
        if (authorization.Subject is not { } person)
            payload.Write("sub", authorization.Client.ClientId);
        else if (api.Subject == SubjectForm.Email)
            payload.Write("sub", person.Email);
        else
            payload.Write("sub", person.Id);
        // With the server's own key the audience is what keeps an ID token from passing for an access token.
        if (!api.Algorithm.IsSymmetric)
            payload.Write("aud", api.Audience);
        foreach (var claim in api.Claims)
        {
            switch (claim)
            {
                case "iss":
                    payload.Write(claim, issuer.Value);
                    break;
                case "aud" when api.Algorithm.IsSymmetric:
                    payload.Write(claim, api.Audience);
                    break;
                case "client_id":
                    payload.Write(claim, authorization.Client.ClientId);
                    break;
                case "jti":
                    payload.Write(claim, Guid.CreateVersion7(now));
                    break;
                case "scope":
                    payload.Write(claim, authorization.Scopes.ToString());
                    break;
                default:
                    if (authorization.Subject is { } subject)
                        PersonalClaims.TryWrite(payload, claim, subject);
                    break;
            }
        }
    }
}
