using Identity.Jose;
using Identity.Server.Database.Text;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>An access token that we did issue and that has not expired. Whether it was ended early, the deny list knows.</summary>
internal sealed class VerifiedAccessToken(string token, JwtClaims claims, Api? api, ApiSecret? secret, Guid? person)
{
    public JwtClaims Claims { get; } = claims;

    /// <summary>The API it is for; null for one that only userinfo takes.</summary>
    public Api? Api { get; } = api;

    /// <summary>Signed with a secret that the API holds as well: proof to that API, and to nobody else.</summary>
    public bool IsShared => secret is not null;

    /// <summary>When it expires, or the secret does that signed it.</summary>
    public DateTimeOffset GoodUntil { get; } =
        secret?.ExpiresAt is { } end && end < claims.ExpiresAt ? end : claims.ExpiresAt ?? DateTimeOffset.MinValue;

    public string? ClientId { get; } = claims.GetString("client_id");

    public ScopeSet Scopes { get; } =
        claims.GetString("scope") is { } scope ? ScopeSet.Read(scope) ?? ScopeSet.Empty : ScopeSet.Empty;

    /// <summary>The person's id; null where the token is a client's own, or names the person otherwise.</summary>
    public Guid? PersonId { get; } = person;

    /// <summary>The claims about the person that userinfo may say beyond what the scopes allow.</summary>
    public IReadOnlyList<string> ClaimNames { get; } = claims.GetStrings(AccessTokenWriter.ClaimsClaim);

    /// <summary>The refresh family it came with; null for one that came alone.</summary>
    public Guid? GrantId { get; } = IdIn(claims, AccessTokenWriter.GrantIdClaim);

    /// <summary>The browser session it came of; null for one that came of none.</summary>
    public Guid? SessionId { get; } = IdIn(claims, AccessTokenWriter.SessionIdClaim);

    /// <summary>To the millisecond where the token has one of our jti, which begins with the time (RFC 9562 §5.7).</summary>
    public DateTimeOffset IssuedAt { get; } = TimeOf(claims);

    /// <summary>What ends this one token and no other.</summary>
    public Guid OwnKey => DenyKeys[0];

    /// <summary>What could end this token early.</summary>
    public Guid[] DenyKeys { get; } = KeysOf(token, claims, isShared: secret is not null, person);

    /// <summary>What one of <see cref="DenyKeys"/> stands for.</summary>
    public Ended WhatEndsBy(Guid denyKey) =>
        denyKey == OwnKey ? Ended.Token
        : GrantId is { } grant && denyKey == DenyKey.OfGrant(grant) ? Ended.Grant
        : SessionId is { } session && denyKey == DenyKey.OfSession(session) ? Ended.Session
        : Ended.Person;

    // An API with a secret of its own could have signed an id whose time is beyond the calendar.
    private static DateTimeOffset TimeOf(JwtClaims claims) =>
        (Guid.TryParseExact(claims.JwtId, "D", out var id) ? GuidTime.Of(id) : null)
        ?? claims.IssuedAt
        ?? DateTimeOffset.MinValue;

    private static Guid[] KeysOf(string token, JwtClaims claims, bool isShared, Guid? person)
    {
        // What was signed names a token without a jti: anybody can turn one ECDSA signature into another. It also names
        // a token that an API could have signed itself, whose jti may be that of somebody else's.
        var signed = token.LastIndexOf('.') is >= 0 and var end ? token[..end] : token;
        var own = DenyKey.OfToken(isShared ? signed : claims.JwtId ?? signed);
        // By their id whatever the client calls them, for that is what ends everything of a person.
        var subject = DenyKey.OfSubject(person?.ToString() ?? claims.Subject ?? "");
        var keys = new List<Guid>(4) { own, subject };
        if (IdIn(claims, AccessTokenWriter.GrantIdClaim) is { } grant)
            keys.Add(DenyKey.OfGrant(grant));
        if (IdIn(claims, AccessTokenWriter.SessionIdClaim) is { } session)
            keys.Add(DenyKey.OfSession(session));
        return [.. keys];
    }

    private static Guid? IdIn(JwtClaims claims, string claim) =>
        Guid.TryParseExact(claims.GetString(claim), "D", out var id) ? id : null;
}
