using Identity.Server.Database;

namespace Identity.Server.Clients.Assertions;

/// <summary>Keeps the table of used assertions small: what a job runs.</summary>
internal sealed class AssertionKeeping(Partitions partitions, TimeProvider clock) : IDailyTables
{
    private const string Table = "assertion_ids";

    /// <summary>A partition for each day on which an assertion could expire; those that are past are dropped whole.</summary>
    public Task<PartitionsKept> KeepPartitionsAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        // A clock of the other side may be a little behind ours.
        return partitions.KeepAsync(Table, today.AddDays(-1), today.AddDays(-1), today.AddDays(2), ct);
    }
}
