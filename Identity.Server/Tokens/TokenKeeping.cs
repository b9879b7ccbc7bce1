using Identity.Server.Database;

namespace Identity.Server.Tokens;

/// <summary>Keeps the tables of this room small: what a job runs.</summary>
internal sealed class TokenKeeping(RefreshFamilies families, Partitions partitions, TimeProvider clock)
{
    public Task<int> PurgeAsync(CancellationToken ct) => families.PurgeAsync(ct);

    /// <summary>The deny list has a partition for each day on which an entry could expire, and loses those that are past.</summary>
    public Task<PartitionsKept> KeepPartitionsAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var last = DateOnly.FromDateTime((clock.GetUtcNow() + TokenLifetimes.Longest).UtcDateTime).AddDays(2);
        return partitions.KeepAsync(DenyList.Table, oldest: today, first: today, last, ct);
    }
}
