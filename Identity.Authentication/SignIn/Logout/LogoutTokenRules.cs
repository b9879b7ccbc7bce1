using System.Text.Json;
using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Answers;
using Identity.Authentication.SignIn.Sessions;
using Identity.Authentication.SignIn.Tokens;
using Identity.Jose;

namespace Identity.Authentication.SignIn.Logout;

/// <summary>The rules by which a logout token is believed, in the order of their list.</summary>
/// <remarks>OpenID Connect Back-Channel Logout §2.6.</remarks>
internal static class LogoutTokenRules
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public static async ValueTask<Tried<SessionEnd>> CheckAsync(
        OpenIdProvider provider,
        OpenIdConnectSignInOptions options,
        string token,
        CancellationToken ct
    )
    {
        // 1. It is not encrypted, as ID tokens to this client are not. 2. It is signed as they are. 3. iss, aud, iat and exp
        // as they have them.
        var issuer = (await provider.MetadataAsync(ct)).Issuer;
        var expected = new JwtExpectations
        {
            Issuer = issuer,
            Audience = [options.ClientId],
            // OpenID Connect Back-Channel Logout §2.4: typed by those who follow the recommendation, and never as another kind.
            Types = ["logout+jwt", "JWT"],
            AcceptMissingType = true,
            ClockSkew = options.ClockSkew,
        };
        var verdict = await ProviderTokens.ValidateAsync(provider, options, token, expected, ct);
        if (verdict is not JwtVerdict.Valid { Claims: var claims })
            return new(((JwtVerdict.Invalid)verdict).Reason);
        if (claims.IssuedAt is not { } at || at > options.Clock.GetUtcNow() + options.ClockSkew)
            return new("It has no iat, or one that lies ahead.");
        if (claims.JwtId is not { Length: > 0 })
            return new("It has no jti.");

        // 4. It names a session, a person, or both.
        var (subject, session) = (claims.Subject, claims.GetString("sid"));
        if (string.IsNullOrEmpty(subject) && string.IsNullOrEmpty(session))
            return new("It has neither sub nor sid.");
        // 5. It says what has happened.
        if (!SaysSo(claims))
            return new("It does not say that somebody has signed out.");
        // 6. An ID token has a nonce; so none of those passes for one of these.
        if (claims.TryGet("nonce", out _))
            return new("It has a nonce.");
        // 7. A token that comes twice ends nothing more the second time: SessionEnd.Ended.
        return new(new SessionEnd(issuer, subject, string.IsNullOrEmpty(session) ? null : session, at));
    }

    private static bool SaysSo(JwtClaims claims) =>
        claims.TryGet("events", out var events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var said)
        && said.ValueKind == JsonValueKind.Object;
}
