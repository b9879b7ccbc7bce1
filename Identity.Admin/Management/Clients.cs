using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>The apps that may ask for tokens.</summary>
public sealed class Clients(ManagementApi api)
{
    public Task<Answer<Listing<Client>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Client>("clients", query, ct);

    public Task<Answer<Kept<Client>>> FindAsync(string clientId, CancellationToken ct = default) =>
        api.FindAsync<Client>(Path(clientId), ct);

    /// <param name="client">A client's members, by the names that they are registered under.</param>
    /// <remarks>RFC 7591 §2.</remarks>
    public Task<Answer<NewClient>> CreateAsync(JsonObject client) => api.CreateAsync<NewClient>("clients", client);

    public Task<Answer<Kept<Client>>> UpdateAsync(string clientId, JsonObject patch, string etag) =>
        api.PatchAsync<Client>(Path(clientId), patch, etag);

    public Task<Answer<Nothing>> DeleteAsync(string clientId, string etag) =>
        api.DoAsync(HttpMethod.Delete, Path(clientId), etag: etag);

    /// <summary>Makes another secret, and ends the others after a while.</summary>
    public Task<Answer<NewSecret>> AddSecretAsync(string clientId, SecretTerms terms) =>
        api.CreateAsync<NewSecret>($"{Path(clientId)}/secrets", terms);

    public Task<Answer<Nothing>> RevokeSecretAsync(string clientId, Guid id) =>
        api.DoAsync(HttpMethod.Delete, $"{Path(clientId)}/secrets/{id}", etag: "*");

    public Task<Answer<Nothing>> SetRolesAsync(string clientId, IReadOnlyCollection<string> roles, string etag) =>
        api.DoAsync(HttpMethod.Put, $"{Path(clientId)}/roles", new { roles }, etag);

    /// <summary>An address at which the app's own sign-in can be looked at.</summary>
    public Task<Answer<TryAddress>> TryAsync(string clientId, CancellationToken ct = default) =>
        api.GetAsync<TryAddress>($"{Path(clientId)}/try-url", ct);

    /// <summary>What can be built, and what a client for it begins as.</summary>
    public Task<Answer<Listing<ClientPreset>>> PresetsAsync(CancellationToken ct = default) =>
        api.GetAsync<Listing<ClientPreset>>("client-presets", ct);

    private static string Path(string clientId) => $"clients/{Uri.EscapeDataString(clientId)}";
}

/// <summary>A kind of app, with what a client for it begins as.</summary>
public sealed record ClientPreset(string Name, string Title, string? Description, JsonObject Client);

/// <summary>Where a sign-in can be looked at.</summary>
public sealed record TryAddress(string Url)
{
    /// <summary>What a browser may be led to; null for an address that is none.</summary>
    [JsonIgnore]
    public string? Link =>
        Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? Url : null;
}
