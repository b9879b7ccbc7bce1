using System.Text.Json.Serialization;

namespace Device.Cli;

/// <summary>Where things are.</summary>
/// <remarks>OpenID Connect Discovery §3; RFC 8628 §4.</remarks>
internal sealed record Metadata(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("device_authorization_endpoint")] Uri DeviceEndpoint,
    [property: JsonPropertyName("token_endpoint")] Uri TokenEndpoint,
    [property: JsonPropertyName("userinfo_endpoint")] Uri UserInfoEndpoint
);

/// <summary>What to show the person, and what to ask with.</summary>
/// <remarks>RFC 8628 §3.2.</remarks>
internal sealed record Begun(
    [property: JsonPropertyName("device_code")] string DeviceCode,
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("verification_uri")] string Address,
    [property: JsonPropertyName("verification_uri_complete")] string? CompleteAddress,
    [property: JsonPropertyName("expires_in")] double ExpiresIn,
    [property: JsonPropertyName("interval")] double? Interval
);

/// <summary>Tokens, or why there are none (yet).</summary>
/// <remarks>RFC 6749 §5.1 and §5.2; RFC 8628 §3.5.</remarks>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? Description
);

/// <summary>Who has let this program in.</summary>
internal sealed record Person(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("email")] string? Email
);
