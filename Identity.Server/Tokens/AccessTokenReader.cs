using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>Reads access tokens of our own back.</summary>
/// <remarks>RFC 9068 §4; RFC 8725 §3.1: which key may have signed follows from the API, never from the token.</remarks>
internal sealed class AccessTokenReader(Issuer issuer, SigningKeys keys, ApiCatalog apis, TimeProvider clock)
{
    private readonly JwtExpectations _rfc9068 = new()
    {
        Issuer = issuer.Value,
        Types = [AccessTokenWriter.Type],
        ClockSkew = TimeSpan.Zero,
    };
    private readonly JwtExpectations _plain = new()
    {
        Types = [AccessTokenWriter.PlainType],
        ClockSkew = TimeSpan.Zero,
    };

    /// <returns>The token, or null where it is not ours, has expired, or is a token of another kind.</returns>
    public async ValueTask<VerifiedAccessToken?> ReadAsync(string token, CancellationToken ct)
    {
        if (CompactJws.PeekHeader(token) is not { } header)
            return null;
        if (header.Algorithm.IsSymmetric)
            return ReadShared(token, header.Algorithm);

        // Another node may have begun to sign with a key this one has not heard of yet.
        if (header.KeyId is { } keyId && !keys.Ring.Knows(keyId))
            await keys.ReloadForUnknownKeyAsync(ct);
        return ReadSigned(token);
    }

    private VerifiedAccessToken? ReadSigned(string token)
    {
        var ring = keys.Ring.Verification;
        if (Jwt.Validate(token, ring, _rfc9068, clock.GetUtcNow()) is JwtVerdict.Valid valid)
            return new VerifiedAccessToken(token, valid.Claims, FindApi(valid.Claims), isShared: false);

        // An ID token has the same type and key, and a client for its audience: only a plain API's audience passes, and
        // since an API may have a client's name, nothing with a claim that ID tokens alone have.
        return
            Jwt.Validate(token, ring, _plain, clock.GetUtcNow()) is JwtVerdict.Valid plain
            && !plain.Claims.TryGet(IdTokenWriter.AccessTokenHash, out _)
            && FindApi(plain.Claims) is { Profile: TokenProfile.Plain, Algorithm.IsSymmetric: false } api
            ? new VerifiedAccessToken(token, plain.Claims, api, isShared: false)
            : null;
    }

    // The secret of one API vouches for tokens to that API alone.
    private VerifiedAccessToken? ReadShared(string token, JwsAlgorithm algorithm)
    {
        var now = clock.GetUtcNow();
        foreach (var api in apis.Snapshot.Apis.Values)
        {
            if (api.Algorithm != algorithm)
                continue;
            var expected = api.Profile == TokenProfile.Plain ? _plain : _rfc9068;
            foreach (var secret in api.Secrets)
            {
                if (secret.ExpiresAt <= now)
                    continue;
                if (Jwt.Validate(token, secret.Verification, expected, now) is not JwtVerdict.Valid valid)
                    continue;
                if (
                    FindApi(valid.Claims) == api
                    || (valid.Claims.Audience.Count == 0 && api.Profile == TokenProfile.Plain)
                )
                {
                    return new VerifiedAccessToken(token, valid.Claims, api, isShared: true);
                }
            }
        }
        return null;
    }

    private Api? FindApi(JwtClaims claims) => claims.Audience is [var audience] ? apis.Find(audience) : null;
}
