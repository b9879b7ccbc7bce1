using Identity.Jose;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>An access token that we did issue and that has not expired. Whether it was ended early, the deny list knows.</summary>
internal sealed class VerifiedAccessToken(string token, JwtClaims claims, Api? api, bool isShared)
{
    public JwtClaims Claims { get; } = claims;

    /// <summary>The API it is for; null for one that only userinfo takes.</summary>
    public Api? Api { get; } = api;

    /// <summary>Signed with a secret that the API holds as well: proof to that API, and to nobody else.</summary>
    public bool IsShared { get; } = isShared;

    public string? ClientId { get; } = claims.GetString("client_id");

    public ScopeSet Scopes { get; } =
        claims.GetString("scope") is { } scope ? ScopeSet.Read(scope) ?? ScopeSet.Empty : ScopeSet.Empty;

    /// <summary>The person's id; null where the token is a client's own, or names the person otherwise.</summary>
    public Guid? PersonId { get; } = Guid.TryParseExact(claims.Subject, "D", out var id) ? id : null;

    /// <summary>To the millisecond where the token has one of our jti, which begins with the time (RFC 9562 §5.7).</summary>
    public DateTimeOffset IssuedAt { get; } = TimeOf(claims);

    /// <summary>What ends this one token and no other.</summary>
    public Guid OwnKey => DenyKeys[0];

    /// <summary>What could end this token early.</summary>
    public Guid[] DenyKeys { get; } = KeysOf(token, claims, isShared);

    private static DateTimeOffset TimeOf(JwtClaims claims)
    {
        if (!Guid.TryParseExact(claims.JwtId, "D", out var id) || id.Version != 7)
            return claims.IssuedAt ?? DateTimeOffset.MinValue;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (var i = 0; i < 6; i++)
            milliseconds = (milliseconds << 8) | bytes[i];
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    private static Guid[] KeysOf(string token, JwtClaims claims, bool isShared)
    {
        // What was signed names a token without a jti: anybody can turn one ECDSA signature into another. It also names
        // a token that an API could have signed itself, whose jti may be that of somebody else's.
        var signed = token[..token.LastIndexOf('.')];
        var own = DenyKey.OfToken(isShared ? signed : claims.JwtId ?? signed);
        var subject = DenyKey.OfSubject(claims.Subject ?? "");
        return Guid.TryParseExact(claims.GetString(AccessTokenWriter.GrantIdClaim), "D", out var grant)
            ? [own, subject, DenyKey.OfGrant(grant)]
            : [own, subject];
    }
}
