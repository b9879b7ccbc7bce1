using Identity.Server.Database;
using Microsoft.Extensions.Options;

namespace Identity.Server.Audit;

/// <summary>Keeps the audit as long as is wanted: what a job runs.</summary>
internal sealed class AuditKeeping(Partitions partitions, IOptions<AuditOptions> options, TimeProvider clock)
    : IDailyTables
{
    public Task<PartitionsKept> KeepPartitionsAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var oldest = today.AddDays(-options.Value.DaysKept);
        return partitions.KeepAsync(AuditStorage.Table, oldest, today, today.AddDays(2), ct);
    }
}
