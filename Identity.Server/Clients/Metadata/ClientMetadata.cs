using System.Text.Json;

namespace Identity.Server.Clients.Metadata;

/// <summary>What a client says of itself beyond what its catalog entry names, in the registry's own words.</summary>
/// <remarks>
/// RFC 7591 §2; OpenID Connect Dynamic Client Registration §2. Kept as one document under the registered names, so that a member more is
/// no column more. Null is "not said": whoever reads a member knows what the specification has for that.
/// </remarks>
internal sealed record ClientMetadata
{
    public static ClientMetadata Empty { get; } = new();

    public string[]? ResponseTypes { get; init; }

    /// <summary>`web` or `native`.</summary>
    public string? ApplicationType { get; init; }
    public string[]? Contacts { get; init; }
    public string? ClientUri { get; init; }
    public string? LogoUri { get; init; }
    public string? PolicyUri { get; init; }
    public string? TosUri { get; init; }

    public string? JwksUri { get; init; }

    /// <summary>The key set itself; a client has this or <see cref="JwksUri"/>.</summary>
    public JsonElement? Jwks { get; init; }
    public string? TokenEndpointAuthSigningAlg { get; init; }

    /// <summary>`public` or `pairwise`.</summary>
    public string? SubjectType { get; init; }
    public string? SectorIdentifierUri { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }
    public string? IdTokenEncryptedResponseAlg { get; init; }
    public string? IdTokenEncryptedResponseEnc { get; init; }
    public string? UserinfoSignedResponseAlg { get; init; }
    public string? UserinfoEncryptedResponseAlg { get; init; }
    public string? UserinfoEncryptedResponseEnc { get; init; }

    public string? RequestObjectSigningAlg { get; init; }
    public string? RequestObjectEncryptionAlg { get; init; }
    public string? RequestObjectEncryptionEnc { get; init; }
    public string[]? RequestUris { get; init; }

    /// <remarks>RFC 9101 §10.5.</remarks>
    public bool? RequireSignedRequestObject { get; init; }

    /// <remarks>RFC 9126 §6.</remarks>
    public bool? RequirePushedAuthorizationRequests { get; init; }

    /// <remarks>JARM §3.</remarks>
    public string? AuthorizationSignedResponseAlg { get; init; }
    public string? AuthorizationEncryptedResponseAlg { get; init; }
    public string? AuthorizationEncryptedResponseEnc { get; init; }

    /// <summary>In seconds.</summary>
    public int? DefaultMaxAge { get; init; }
    public bool? RequireAuthTime { get; init; }
    public string[]? DefaultAcrValues { get; init; }
    public string? InitiateLoginUri { get; init; }

    public string[]? PostLogoutRedirectUris { get; init; }
    public string? FrontchannelLogoutUri { get; init; }
    public bool? FrontchannelLogoutSessionRequired { get; init; }
    public string? BackchannelLogoutUri { get; init; }
    public bool? BackchannelLogoutSessionRequired { get; init; }

    public string? SoftwareId { get; init; }
    public string? SoftwareVersion { get; init; }
    public string? SoftwareStatement { get; init; }

    /// <summary>False only for a confidential OpenID client that cannot do PKCE (RFC 9700 §2.1.1); ours, and no registered name.</summary>
    public bool? RequirePkce { get; init; }
}
