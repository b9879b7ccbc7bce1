using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>How systems that moved in are spoken to: the documents of the account API.</summary>
public sealed class Profiles(ManagementApi api)
{
    public Task<Answer<Listing<ProfileRow>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<ProfileRow>("profiles", query, ct);

    public Task<Answer<Kept<JsonObject>>> FindAsync(string name, CancellationToken ct = default) =>
        api.FindAsync<JsonObject>(Path(name), ct);

    /// <param name="etag">Of the document that it replaces; <c>*</c> for one that is not there yet.</param>
    public Task<Answer<Kept<JsonObject>>> PutAsync(string name, JsonObject document, string etag) =>
        api.PutAsync<JsonObject>(Path(name), document, etag);

    public Task<Answer<Nothing>> DeleteAsync(string name, string etag) =>
        api.DoAsync(HttpMethod.Delete, Path(name), etag: etag);

    private static string Path(string name) => $"profiles/{Uri.EscapeDataString(name)}";
}

/// <summary>A profile as lists show it.</summary>
/// <param name="Routes">How many addresses it has.</param>
public sealed record ProfileRow(string Name, string? Title, string ClientId, int Routes)
{
    public string DisplayName => string.IsNullOrWhiteSpace(Title) ? Name : Title;
}
