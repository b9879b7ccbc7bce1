namespace Identity.Authentication.Provider;

/// <summary>What a provider says of itself, as far as it is used here.</summary>
/// <remarks>RFC 8414 §2; OpenID Connect Discovery §3.</remarks>
internal sealed record ProviderMetadata
{
    /// <summary><c>issuer</c>: the authority itself, to the letter.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>jwks_uri</c></summary>
    public string? JwksUri { get; init; }

    public string? AuthorizationEndpoint { get; init; }
    public string? TokenEndpoint { get; init; }

    /// <summary><c>userinfo_endpoint</c></summary>
    public string? UserInfoEndpoint { get; init; }

    /// <remarks>OpenID Connect RP-Initiated Logout §2.1.</remarks>
    public string? EndSessionEndpoint { get; init; }

    public string? IntrospectionEndpoint { get; init; }
    public string? RevocationEndpoint { get; init; }

    /// <remarks>RFC 9126 §5.</remarks>
    public string? PushedAuthorizationRequestEndpoint { get; init; }

    /// <remarks>RFC 9126 §5.</remarks>
    public bool RequirePushedAuthorizationRequests { get; init; }

    /// <summary><c>authorization_response_iss_parameter_supported</c>: an answer without <c>iss</c> is then refused.</summary>
    /// <remarks>RFC 9207 §3.</remarks>
    public bool AuthorizationResponseIssParameterSupported { get; init; }

    /// <remarks>OpenID Connect Back-Channel Logout §2.1.</remarks>
    public bool BackChannelLogoutSupported { get; init; }

    /// <summary><c>token_endpoint_auth_methods_supported</c>; a provider that says nothing supports client_secret_basic.</summary>
    public IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; } = ["client_secret_basic"];

    /// <summary><c>id_token_signing_alg_values_supported</c></summary>
    public IReadOnlyList<string> IdTokenSigningAlgValuesSupported { get; init; } = [];

    /// <summary><c>code_challenge_methods_supported</c></summary>
    public IReadOnlyList<string> CodeChallengeMethodsSupported { get; init; } = [];

    /// <summary><c>dpop_signing_alg_values_supported</c>; empty where the provider has no DPoP.</summary>
    /// <remarks>RFC 9449 §5.1.</remarks>
    public IReadOnlyList<string> DpopSigningAlgValuesSupported { get; init; } = [];
}
