using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>What apps hold to get tokens again and again without asking anybody.</summary>
public sealed class Grants(ManagementApi api)
{
    public Task<Answer<Listing<Grant>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Grant>("grants", query, ct);

    public Task<Answer<Nothing>> RevokeAsync(Guid id) => api.DoAsync(HttpMethod.Delete, $"grants/{id}");

    /// <summary>Revokes whatever token of the server's this is.</summary>
    public Task<Answer<Nothing>> RevokeTokenAsync(string token) =>
        api.DoAsync(HttpMethod.Post, "token-revocations", new { token });
}

/// <summary>A family of refresh tokens: one app's lasting access in somebody's name.</summary>
public sealed record Grant(
    Guid Id,
    PersonName? User,
    ClientName Client,
    string? Scope,
    Guid? SessionId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>An app, as other things name it.</summary>
public sealed record ClientName(string ClientId, [property: JsonPropertyName("client_name")] string? Name)
{
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? ClientId : Name;
}
