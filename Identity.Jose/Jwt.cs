using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>Validates signed JWTs.</summary>
/// <remarks>RFC 7519 §7.2; RFC 8725 §3.</remarks>
public static class Jwt
{
    private const string MediaTypePrefix = "application/";

    public static JwtVerdict Validate(string token, VerificationKeys keys, JwtExpectations expected, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(expected);

        // 1-7. A JWS in the compact serialization, validated as RFC 7515 §5.2 says. An unsigned or encrypted JWT ends here.
        if (!CompactJws.TryVerify(token, keys, out var jws, out var why))
            return new JwtVerdict.Invalid(why);

        // 8. A JWT inside a JWT is not read.
        if (SameType(jws.Header.ContentType, "JWT"))
            return new JwtVerdict.Invalid("The token is nested.");
        if (!HasAcceptableType(jws.Header.Type, expected))
            return new JwtVerdict.Invalid("The typ is not an expected one.");

        // 9-10. The message is a JSON object: the claims.
        if (!JwtClaims.TryParse(jws.Payload.Span, out var claims))
            return new JwtVerdict.Invalid("The payload is not an object of well-formed claims.");

        return WhyRefused(claims, expected, now) is { } reason
            ? new JwtVerdict.Invalid(reason)
            : new JwtVerdict.Valid(claims, jws.Header, jws.Key);
    }

    /// <summary>Reads the claims of a token that nobody has verified: good for finding out whose keys to take, and for nothing else.</summary>
    public static JwtClaims? PeekClaims(ReadOnlySpan<char> token)
    {
        if (token.Length > CompactJws.MaximumLength)
            return null;
        var firstDot = token.IndexOf('.');
        var lastDot = token.LastIndexOf('.');
        return
            firstDot > 0
            && lastDot > firstDot
            && StrictBase64Url.TryDecode(token[(firstDot + 1)..lastDot], out var payload)
            && JwtClaims.TryParse(payload, out var claims)
            ? claims
            : null;
    }

    private static string? WhyRefused(JwtClaims claims, JwtExpectations expected, DateTimeOffset now)
    {
        // RFC 7519 §4.1.1 and RFC 7519 §4.1.3, compared without any folding.
        if (expected.Issuer is not null && !string.Equals(claims.Issuer, expected.Issuer, StringComparison.Ordinal))
            return "The iss is not the expected one.";
        if (expected.Audience is not null && !HasOne(claims.Audience, expected.Audience))
            return "The aud is somebody else.";

        // RFC 7519 §4.1.4 and RFC 7519 §4.1.5. Skew is taken from our clock, for a date of theirs may be the last there is.
        if (claims.ExpiresAt is null && expected.RequireExpiration)
            return "The token has no exp.";
        if (claims.ExpiresAt <= now - expected.ClockSkew)
            return "The token has expired.";
        if (claims.NotBefore > now + expected.ClockSkew)
            return "The token is not valid yet.";

        if (expected.MaximumAge is not { } maximumAge)
            return null;
        if (claims.IssuedAt is not { } issuedAt)
            return "The token has no iat.";
        if (issuedAt > now + expected.ClockSkew)
            return "The token was issued in the future.";
        return now - issuedAt > maximumAge + expected.ClockSkew ? "The token was issued too long ago." : null;
    }

    private static bool HasOne(IReadOnlyList<string> audience, IReadOnlyList<string> accepted)
    {
        foreach (var name in accepted)
        {
            for (var i = 0; i < audience.Count; i++)
            {
                if (string.Equals(audience[i], name, StringComparison.Ordinal))
                    return true;
            }
        }
        return false;
    }

    private static bool HasAcceptableType(string? type, JwtExpectations expected)
    {
        if (expected.Types is null)
            return true;
        if (type is null)
            return expected.AcceptMissingType;
        foreach (var accepted in expected.Types)
        {
            if (SameType(type, accepted))
                return true;
        }
        return false;
    }

    /// <summary>RFC 7515 §4.1.9: media types without regard to case, "application/" left out where no other slash is.</summary>
    private static bool SameType(string? type, string accepted) =>
        type is not null && Short(type).Equals(Short(accepted), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Short(string type) =>
        type.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase)
        && !type.AsSpan(MediaTypePrefix.Length).Contains('/')
            ? type.AsSpan(MediaTypePrefix.Length)
            : type;
}
