using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>What the server is set to, and what is found when it is looked at.</summary>
public sealed class ServerSettings(ManagementApi api)
{
    public Task<Answer<Listing<ServerSetting>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<ServerSetting>("settings", query, ct);

    public Task<Answer<Listing<Check>>> ChecksAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Check>("checks", query, ct);
}

/// <summary>A setting, its value with secrets hidden, and where it comes from.</summary>
public sealed record ServerSetting(string Key, string Section, string? Value, string Origin, bool IsDefault);
