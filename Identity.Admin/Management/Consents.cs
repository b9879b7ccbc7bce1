using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>What people allowed apps.</summary>
public sealed class Consents(ManagementApi api)
{
    public Task<Answer<Listing<Consent>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Consent>("consents", query, ct);

    public Task<Answer<Nothing>> WithdrawAsync(Guid user, string clientId) =>
        api.DoAsync(HttpMethod.Delete, $"consents/{user}/{Uri.EscapeDataString(clientId)}");
}

/// <summary>What one person allowed one app.</summary>
public sealed record Consent(
    PersonName User,
    ClientName Client,
    string? Scope,
    JsonNode? Claims,
    DateTimeOffset GrantedAt,
    DateTimeOffset? UpdatedAt
);
