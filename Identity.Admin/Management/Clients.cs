using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>The apps that may ask for tokens.</summary>
public sealed class Clients(ManagementApi api)
{
    public Task<Answer<Listing<ClientRow>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<ClientRow>("clients", query, ct);
}

/// <summary>An app as lists show it.</summary>
public sealed record ClientRow(string ClientId, [property: JsonPropertyName("client_name")] string? Name, bool Disabled)
{
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? ClientId : Name;
}
