using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>The keys that the server signs with, and those that apps encrypt to it with.</summary>
public sealed class Keys(ManagementApi api)
{
    public Task<Answer<Listing<Key>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Key>("keys", query, ct);

    /// <summary>Makes the next key of an algorithm, or of each.</summary>
    public Task<Answer<Listing<Key>>> RotateAsync(RotationOrder order) =>
        api.DoAsync<Listing<Key>>(HttpMethod.Post, "keys/rotations", order);

    /// <summary>Has another key sign in the place of this one, at once.</summary>
    public Task<Answer<Key>> RetireAsync(string kid) => api.DoAsync<Key>(HttpMethod.Post, $"{Path(kid)}/retirement");

    /// <summary>Takes a key that does not sign out of the key set.</summary>
    public Task<Answer<Nothing>> WithdrawAsync(string kid) => api.DoAsync(HttpMethod.Delete, Path(kid));

    private static string Path(string kid) => $"keys/{Uri.EscapeDataString(kid)}";
}

/// <summary>A published key: what is private of it is nowhere.</summary>
/// <param name="Use"><c>sig</c> for one that signs, <c>enc</c> for one that others encrypt with.</param>
/// <param name="Status"><c>announced</c>, <c>active</c> or <c>retired</c>.</param>
public sealed record Key(
    string Kid,
    string Algorithm,
    string Use,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset ActiveFrom
)
{
    /// <summary>When it stops, or has stopped, to sign; null while no other has been made for its place.</summary>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>When another takes its place, be it made already or not.</summary>
    public DateTimeOffset? NextRotationAt { get; init; }
}

/// <summary>Which keys are to be followed by others, and whether those sign at once.</summary>
/// <param name="Algorithm">Null for each.</param>
public sealed record RotationOrder(string? Algorithm, bool Now);
