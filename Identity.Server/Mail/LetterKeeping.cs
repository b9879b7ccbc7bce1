using Identity.Server.Database;

namespace Identity.Server.Mail;

/// <summary>Keeps the outbox small: what a job runs.</summary>
internal sealed class LetterKeeping(Partitions partitions, TimeProvider clock) : IDailyTables
{
    // Letters are given up after three days; for the rest of the month it can be looked up what became of them.
    private const int DaysKept = 30;

    public Task<PartitionsKept> KeepPartitionsAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return partitions.KeepAsync(Outbox.Table, today.AddDays(-DaysKept), today, today.AddDays(2), ct);
    }
}
