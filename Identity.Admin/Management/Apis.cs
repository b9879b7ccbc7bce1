using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>The APIs that tokens are made for, and the scopes that apps ask for.</summary>
public sealed class Apis(ManagementApi api)
{
    public Task<Answer<Listing<Api>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Api>("apis", query, ct);

    public Task<Answer<Kept<Api>>> FindAsync(string audience, CancellationToken ct = default) =>
        api.FindAsync<Api>(Path(audience), ct);

    public Task<Answer<NewApi>> CreateAsync(JsonObject members) => api.CreateAsync<NewApi>("apis", members);

    public Task<Answer<Kept<Api>>> UpdateAsync(string audience, JsonObject patch, string etag) =>
        api.PatchAsync<Api>(Path(audience), patch, etag);

    public Task<Answer<Nothing>> DeleteAsync(string audience, string etag) =>
        api.DoAsync(HttpMethod.Delete, Path(audience), etag: etag);

    /// <summary>Makes another secret, which signs at once, and lets the others verify for a while.</summary>
    public Task<Answer<NewSecret>> AddSecretAsync(string audience, long overlapSeconds) =>
        api.CreateAsync<NewSecret>($"{Path(audience)}/secrets", new { overlap_seconds = overlapSeconds });

    public Task<Answer<Nothing>> RevokeSecretAsync(string audience, Guid id) =>
        api.DoAsync(HttpMethod.Delete, $"{Path(audience)}/secrets/{id}", etag: "*");

    /// <summary>All scopes there are: those of OpenID Connect, and those of APIs.</summary>
    public Task<Answer<Listing<Scope>>> ScopesAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Scope>("scopes", query, ct);

    private static string Path(string audience) => $"apis/{Uri.EscapeDataString(audience)}";
}

/// <summary>Something that takes our tokens.</summary>
public record Api(string Audience, string? Name, string Algorithm)
{
    public string TokenProfile { get; init; } = "at+jwt";
    public string Subject { get; init; } = "id";
    public IReadOnlyList<string> Claims { get; init; } = [];
    public long? AccessTokenLifetimeSeconds { get; init; }
    public IReadOnlyList<ApiScope> Scopes { get; init; } = [];
    public IReadOnlyList<SecretRow> Secrets { get; init; } = [];
    public bool IsBuiltIn { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonIgnore]
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? Audience : Name;

    /// <summary>Whether its tokens are signed with a secret that it shares with the server.</summary>
    [JsonIgnore]
    public bool HasSharedSecret => Algorithm.StartsWith("HS", StringComparison.Ordinal);
}

/// <summary>An API that was made just now.</summary>
public sealed record NewApi(string Audience, string? Name, string Algorithm) : Api(Audience, Name, Algorithm)
{
    /// <summary>Told now and never again; null for an API that verifies with the server's public keys.</summary>
    public string? Secret { get; init; }
}

/// <summary>One thing that an API lets apps do.</summary>
public sealed record ApiScope(string Name, string? Description);

/// <summary>A scope, and whose it is.</summary>
/// <param name="Audience">The API that it belongs to; null for the scopes of OpenID Connect.</param>
/// <param name="Clients">How many clients may ask for it.</param>
public sealed record Scope(string Name, string? Description, string? Audience, bool IsStandard, int Clients);
