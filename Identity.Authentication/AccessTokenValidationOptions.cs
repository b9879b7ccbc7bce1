using Identity.Jose;
using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication;

/// <summary>Which access tokens an API takes: whose, for whom, and how they are proven.</summary>
/// <remarks>All of it is validated when the application starts; what is wrong stops the start with a sentence.</remarks>
public sealed class AccessTokenValidationOptions : AuthenticationSchemeOptions
{
    /// <summary>How far the clocks of the two sides may be apart, unless set otherwise.</summary>
    public static readonly TimeSpan UsualClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to an introspection is believed, unless set otherwise.</summary>
    public static readonly TimeSpan UsualIntrospectionLife = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The issuer identifier of the provider, exactly as its metadata says it: an https URL, or http on this machine. Needed for all but
    /// tokens under a shared secret.
    /// </summary>
    /// <remarks>OpenID Connect Discovery §4.3.</remarks>
    public string? Authority { get; set; }

    /// <summary>The name of this API in tokens. A token for another one is refused.</summary>
    /// <remarks>RFC 9068 §4; RFC 8707 §2.</remarks>
    public string? Audience { get; set; }

    /// <summary>
    /// The signature algorithms that are accepted, by their names in RFC 7518 §3.1; a token chooses among these and no others. Null:
    /// RS256, PS256 and ES256 where there is an <see cref="Authority"/>, HS256 where there are <see cref="SharedSecrets"/>.
    /// </summary>
    /// <remarks>RFC 8725 §3.1.</remarks>
    public IReadOnlyList<string>? Algorithms { get; set; }

    /// <summary>
    /// Secrets that the provider signs this API's tokens with, of 32 bytes or more; several while one is being replaced by another.
    /// Each is text, whose UTF-8 is the secret, or <c>base64url:</c> and the secret in base64url.
    /// </summary>
    /// <remarks>
    /// Whoever holds one can make tokens. Such tokens need not name their issuer and their audience, for the secret belongs to one API;
    /// what they do name is compared.
    /// </remarks>
    public IReadOnlyList<string>? SharedSecrets { get; set; }

    /// <summary>
    /// The values of <c>typ</c> that are access tokens. Null: <c>at+jwt</c>, and <c>JWT</c> under a shared secret. Where <c>JWT</c> is among
    /// them, a token without <c>typ</c> is taken too.
    /// </summary>
    /// <remarks>RFC 9068 §4; RFC 8725 §3.11: it is what keeps an ID token from passing for an access token.</remarks>
    public IReadOnlyList<string>? TokenTypes { get; set; }

    /// <summary>How far the clocks of the two sides may be apart; 30 seconds, and five minutes at most.</summary>
    public TimeSpan ClockSkew { get; set; } = UsualClockSkew;

    /// <summary>
    /// Asks the provider about each token, so that one that was revoked, or whose owner was suspended, is refused at once and not
    /// when it expires.
    /// </summary>
    /// <remarks>RFC 7662 §2. JWTs are validated here first: garbage is refused without asking.</remarks>
    public bool RevocationSensitive { get; set; }

    /// <summary>Takes tokens that are no signed JWTs as well, and asks the provider what they are worth.</summary>
    /// <remarks>RFC 7662 §2.</remarks>
    public bool AcceptOpaqueTokens { get; set; }

    /// <summary>
    /// How long the provider's answer about a token is believed; ten minutes at most. Null: 30 seconds, or not at all where
    /// <see cref="RevocationSensitive"/> is set.
    /// </summary>
    public TimeSpan? IntrospectionLife { get; set; }

    /// <summary>This API as a client of its provider, for introspection.</summary>
    public string? ClientId { get; set; }

    /// <summary>What it authenticates with, unless it has a <see cref="ClientKey"/>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The key it authenticates with instead of a secret: private_key_jwt, RFC 7523 §2.2.</summary>
    public SigningKey? ClientKey { get; set; }

    /// <summary>Refuses tokens that are not bound to a key. Those that are bound always need their proof.</summary>
    /// <remarks>RFC 9449 §7.1.</remarks>
    public bool RequireDpop { get; set; }

    /// <summary>
    /// The https URL of this API, for clients that find their way by themselves: with it, the API publishes its metadata and names the
    /// place in its challenges. Null publishes nothing.
    /// </summary>
    /// <remarks>RFC 9728 §3. Often the same as <see cref="Audience"/>.</remarks>
    public string? Resource { get; set; }

    /// <summary>The scopes that the metadata lists.</summary>
    /// <remarks>RFC 9728 §2, scopes_supported.</remarks>
    public IReadOnlyList<string>? Scopes { get; set; }

    /// <summary>The claim that <c>User.Identity.Name</c> shows.</summary>
    public string NameClaim { get; set; } = "sub";

    /// <summary>The claim that <c>User.IsInRole</c> looks at.</summary>
    public string RoleClaim { get; set; } = "roles";
}
