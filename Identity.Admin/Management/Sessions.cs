using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>Browsers that somebody is signed in with.</summary>
public sealed class Sessions(ManagementApi api)
{
    public Task<Answer<Listing<Session>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Session>("sessions", query, ct);

    public Task<Answer<Session>> FindAsync(Guid id, CancellationToken ct = default) =>
        api.GetAsync<Session>($"sessions/{id}", ct);

    public Task<Answer<Nothing>> EndAsync(Guid id) => api.DoAsync(HttpMethod.Delete, $"sessions/{id}");
}

/// <summary>One browser that somebody signed in with once.</summary>
public sealed record Session(
    Guid Id,
    PersonName User,
    string? Device,
    string? Address,
    DateTimeOffset SignedInAt,
    DateTimeOffset? LastSeenAt,
    DateTimeOffset? ExpiresAt
)
{
    /// <summary>The apps that it was used for.</summary>
    public IReadOnlyList<string> Clients { get; init; } = [];
}

/// <summary>Somebody, as other things name them.</summary>
public sealed record PersonName(Guid Id, string? Email, string? Name)
{
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? Email ?? Id.ToString() : Name;
}
