using Identity.Jose;

namespace Identity.Authentication.SignIn.Tokens;

/// <summary>Who somebody is, as the provider has signed it and every rule has confirmed it.</summary>
internal sealed record IdToken(JwtClaims Claims, JwsAlgorithm Algorithm)
{
    public string Subject => Claims.Subject!;

    public DateTimeOffset IssuedAt => Claims.IssuedAt!.Value;

    /// <summary>The session at the provider, by which its end is told: OpenID Connect Back-Channel Logout §2.1.</summary>
    public string? SessionId => Claims.GetString("sid");
}
