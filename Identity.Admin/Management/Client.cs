using System.Text.Json.Serialization;

namespace Identity.Admin.Management;

/// <summary>An app that may ask for tokens: the members that our screens read. Forms edit the others too, in its body.</summary>
/// <remarks>RFC 7591 §2.</remarks>
public record Client(string ClientId, [property: JsonPropertyName("client_name")] string? Name)
{
    public string TokenEndpointAuthMethod { get; init; } = "client_secret_basic";
    public string? TokenEndpointAuthSigningAlg { get; init; }
    public IReadOnlyList<string> GrantTypes { get; init; } = [];
    public IReadOnlyList<string> ResponseTypes { get; init; } = [];
    public IReadOnlyList<string> RedirectUris { get; init; } = [];
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];
    public string? Scope { get; init; }
    public string? ApplicationType { get; init; }
    public string? LogoUri { get; init; }
    public string? Audience { get; init; }
    public bool? RequirePkce { get; init; }
    public bool? RequirePushedAuthorizationRequests { get; init; }
    public bool IsFirstParty { get; init; }
    public bool IsSelfRegistered { get; init; }
    public bool Disabled { get; init; }
    public IReadOnlyList<string> Roles { get; init; } = [];
    public IReadOnlyList<SecretRow> Secrets { get; init; } = [];
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    [JsonIgnore]
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? ClientId : Name;

    [JsonIgnore]
    public bool IsPublic => TokenEndpointAuthMethod == "none";

    /// <summary>Whether it shows a secret, in whichever way; others have none, or a key of their own.</summary>
    [JsonIgnore]
    public bool HasSecret => TokenEndpointAuthMethod is not ("none" or "private_key_jwt");

    [JsonIgnore]
    public IReadOnlyList<string> Scopes => Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether it leads browsers to the server and gets a code back.</summary>
    [JsonIgnore]
    public bool HasCodeFlow => GrantTypes.Contains("authorization_code", StringComparer.Ordinal);
}

/// <summary>A client that was made just now.</summary>
public sealed record NewClient(string ClientId, string? Name) : Client(ClientId, Name)
{
    /// <summary>Told now and never again; null for a client that has none.</summary>
    public string? ClientSecret { get; init; }
}

/// <summary>A secret as lists show it: never the secret itself.</summary>
public sealed record SecretRow(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>A secret that was made just now, told once: to a client by the one name, to an API by the other.</summary>
public sealed record NewSecret(Guid Id, string? ClientSecret, string? Secret)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    [JsonIgnore]
    public string Value => ClientSecret ?? Secret ?? "";
}

/// <summary>How long a new secret lives, and how long those before it live on.</summary>
public sealed record SecretTerms(DateTimeOffset? ExpiresAt, long? OverlapSeconds);
