using System.Text.Json;
using Identity.Jose;

namespace Identity.Authentication.AccessTokens;

/// <summary>What the provider says of a token, held against what this API expects of one.</summary>
/// <remarks>RFC 7662 §2.2; RFC 7662 §4: that the token is for this API is for this API to see.</remarks>
internal static class IntrospectedClaims
{
    /// <returns>Why the token is no good, for the log; null where it is.</returns>
    public static string? WhyRefused(JwtClaims claims, string issuer, IntrospectionTerms terms, DateTimeOffset now)
    {
        if (!claims.TryGet("active", out var active) || active.ValueKind != JsonValueKind.True)
            return "The provider says that the token is not active.";
        // A refresh token can be as active as any; it is no business of an API.
        if (claims.TryGet("token_type", out _) && !IsAccessToken(claims.GetString("token_type")))
            return "The token is no access token.";
        if (claims.Issuer is { } named && named != issuer)
            return "The iss is not the expected one.";
        if (claims.Audience.Count > 0 && !claims.Audience.Contains(terms.Audience, StringComparer.Ordinal))
            return "The aud is somebody else.";
        if (claims.ExpiresAt <= now - terms.ClockSkew)
            return "The token has expired.";
        return claims.NotBefore > now + terms.ClockSkew ? "The token is not valid yet." : null;
    }

    public static DateTimeOffset? ExpiresAt(JsonElement claims) =>
        claims.TryGetProperty("exp", out var exp)
        && exp.ValueKind == JsonValueKind.Number
        && exp.TryGetInt64(out var at)
            ? DateTimeOffset.FromUnixTimeSeconds(at)
            : null;

    private static bool IsAccessToken(string? type) =>
        string.Equals(type, "Bearer", StringComparison.OrdinalIgnoreCase)
        || string.Equals(type, "DPoP", StringComparison.OrdinalIgnoreCase);
}
