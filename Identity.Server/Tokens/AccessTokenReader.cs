using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Resources;

namespace Identity.Server.Tokens;

/// <summary>Reads access tokens of our own back.</summary>
/// <remarks>RFC 9068 §4; RFC 8725 §3.1: which key may have signed follows from the API, never from the token.</remarks>
internal sealed class AccessTokenReader(
    Issuer issuer,
    SigningKeys keys,
    ApiCatalog apis,
    SubjectNames subjects,
    TimeProvider clock
)
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

    private readonly RecentTokens _recent = new();

    /// <returns>The token, or null where it is not ours, has expired, or is a token of another kind.</returns>
    public async ValueTask<VerifiedAccessToken?> ReadAsync(string token, CancellationToken ct) =>
        (await JudgeAsync(token, ct)).Token;

    /// <summary>The same, with the reason.</summary>
    public async ValueTask<AccessTokenReading> JudgeAsync(string token, CancellationToken ct)
    {
        if (_recent.Find(token, keys.Ring, apis.Snapshot, clock.GetUtcNow()) is { } recent)
            return recent;
        if (CompactJws.PeekHeader(token) is not { } header)
            return AccessTokenReading.Refused("It is no signed JWT whose header can be read.");
        // Another node may have begun to sign with a key this one has not heard of yet.
        if (!header.Algorithm.IsSymmetric && header.KeyId is { } keyId && !keys.Ring.Knows(keyId))
            await keys.ReloadForUnknownKeyAsync(ct);

        var (ring, known) = (keys.Ring, apis.Snapshot);
        var reading = header.Algorithm.IsSymmetric
            ? ReadShared(token, header.Algorithm, known)
            : ReadSigned(token, ring, known);
        if (reading.Token is { } verified)
            _recent.Add(token, verified, ring, known);
        return reading;
    }

    private AccessTokenReading ReadSigned(string token, KeyRing ring, ApiSnapshot known)
    {
        var now = clock.GetUtcNow();
        var verdict = Jwt.Validate(token, ring.Verification, _rfc9068, now);
        if (verdict is JwtVerdict.Valid valid)
            return Read(token, valid.Claims, ApiOf(valid.Claims, known), secret: null);

        // An ID token has the same type and key, and a client for its audience: only a plain API's audience passes.
        var asPlain = Jwt.Validate(token, ring.Verification, _plain, now);
        if (asPlain is not JwtVerdict.Valid plain)
            return AccessTokenReading.Refused(IsPlain(token) ? WhyOf(asPlain) : WhyOf(verdict));
        return
            ApiOf(plain.Claims, known) is { Profile: TokenProfile.Plain, Algorithm.IsSymmetric: false } api
            // A client may be named as an API is; what only an ID token has, tells.
            && !plain.Claims.TryGet(IdTokenWriter.AccessTokenHashClaim, out _)
            && !plain.Claims.TryGet(IdTokenWriter.AuthTimeClaim, out _)
            ? Read(token, plain.Claims, api, secret: null)
            : AccessTokenReading.Refused(
                "It is no access token: its type is that of an ID token, and its aud no API of plain tokens."
            );
    }

    // The secret of one API vouches for tokens to that API alone.
    private AccessTokenReading ReadShared(string token, JwsAlgorithm algorithm, ApiSnapshot known)
    {
        var now = clock.GetUtcNow();
        var why = "No secret of an API made the signature.";
        foreach (var api in known.Apis.Values)
        {
            if (api.Algorithm != algorithm)
                continue;
            var expected = api.Profile == TokenProfile.Plain ? _plain : _rfc9068;
            foreach (var secret in api.Secrets)
            {
                if (secret.ExpiresAt <= now)
                    continue;
                var verdict = Jwt.Validate(token, secret.Verification, expected, now);
                if (verdict is not JwtVerdict.Valid valid)
                {
                    if (CompactJws.Verify(token, secret.Verification) is not null)
                        why = WhyOf(verdict);
                    continue;
                }
                // The API could have signed it as well. We issue none that lives so long, and could not end it.
                if (valid.Claims.ExpiresAt > now + TokenLifetimes.Longest)
                {
                    why = "It lives longer than any token that we issue: the API has made it itself.";
                    continue;
                }
                if (
                    ApiOf(valid.Claims, known) == api
                    || (valid.Claims.Audience.Count == 0 && api.Profile == TokenProfile.Plain)
                )
                {
                    return Read(token, valid.Claims, api, secret);
                }
                why = "The secret that signed it is not that of the API it says it is for.";
            }
        }
        return AccessTokenReading.Refused(why);
    }

    // Of a pairwise name whose client is gone nobody can say whom it ends with: it counts for nothing.
    private AccessTokenReading Read(string token, JwtClaims claims, Api? api, ApiSecret? secret)
    {
        var person = subjects.PersonOf(claims);
        var isUnknown =
            person is null
            && api is not ({ Profile: TokenProfile.Plain } or { Subject: SubjectForm.Email })
            && claims.GetString("client_id") is { } clientId
            && claims.Subject != clientId;
        return isUnknown
            ? AccessTokenReading.Refused(
                "Its sub is a name that its client, which is gone or changed, had for the person."
            )
            : new VerifiedAccessToken(token, claims, api, secret, person);
    }

    private static bool IsPlain(string token) =>
        string.Equals(
            CompactJws.PeekHeader(token)?.Type,
            AccessTokenWriter.PlainType,
            StringComparison.OrdinalIgnoreCase
        );

    private static string WhyOf(JwtVerdict verdict) => ((JwtVerdict.Invalid)verdict).Reason;

    private static Api? ApiOf(JwtClaims claims, ApiSnapshot known) =>
        claims.Audience is [var audience] ? known.Find(audience) : null;
}
