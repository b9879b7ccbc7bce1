using Identity.Jose;

namespace Identity.Authentication.SignIn.Tokens;

/// <summary>The rules for an ID token that comes with refreshed tokens: it is of the same sign-in, or it is refused.</summary>
/// <remarks>OpenID Connect Core §12.2. That the two have one issuer and one audience each has said for itself.</remarks>
internal static class RefreshedIdToken
{
    /// <param name="token">The new one, believed for itself already.</param>
    /// <param name="subject">Whom the session is of.</param>
    /// <param name="earlier">The one that the session has; null where it keeps none.</param>
    public static string? WhyNotAfter(IdToken token, string subject, string? earlier)
    {
        if (token.Subject != subject)
            return "It is about somebody else.";
        if (earlier is null || Jwt.PeekClaims(earlier) is not { } before)
            return null;
        // The time is of the first sign-in, not of the refresh.
        if (Text(token.Claims, "auth_time") is { } now && Text(before, "auth_time") is { } then && now != then)
            return "Its auth_time is another.";
        // A nonce need not be there; one that is there is the same.
        return Text(token.Claims, "nonce") is { } nonce && nonce != Text(before, "nonce")
            ? "Its nonce is another."
            : null;
    }

    private static string? Text(JwtClaims claims, string name) =>
        claims.TryGet(name, out var member) ? member.ToString() : null;
}
