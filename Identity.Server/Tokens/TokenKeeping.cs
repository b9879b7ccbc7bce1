using Identity.Server.Database;
using Identity.Server.Tokens.Codes;

namespace Identity.Server.Tokens;

/// <summary>Keeps the tables of this room small: what a job runs.</summary>
internal sealed class TokenKeeping(RefreshFamilies families, Partitions partitions, TimeProvider clock) : IDailyTables
{
    public Task<int> PurgeAsync(CancellationToken ct) => families.PurgeAsync(ct);

    /// <summary>What expires has a partition for each day on which it could, and loses those that are past.</summary>
    /// <remarks>Codes stay a day longer: a second use just after midnight is seen for what it is.</remarks>
    public async Task<PartitionsKept> KeepPartitionsAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var last = DateOnly.FromDateTime((clock.GetUtcNow() + TokenLifetimes.Longest).UtcDateTime).AddDays(2);
        var denied = await partitions.KeepAsync(DenyList.Table, oldest: today, first: today, last, ct);
        var codes = await partitions.KeepAsync(
            AuthorizationCodes.Table,
            today.AddDays(-1),
            today,
            today.AddDays(2),
            ct
        );
        return new PartitionsKept(denied.Created + codes.Created, denied.Dropped + codes.Dropped);
    }
}
