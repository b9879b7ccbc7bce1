using Identity.Server.Audit.Counting;
using Identity.Server.Database;
using Identity.Server.Database.JobRuns;

namespace Identity.Server.Jobs;

/// <summary>Makes the partitions of the coming days, and drops those of the past with what else is too old.</summary>
internal sealed class KeepPartitionsJob(DailyTables tables, JobHistory runs, EventCounts counts) : IServerJob
{
    public static string Name => "keep-partitions";

    public static string Description => "Makes room for the coming days, and drops what is older than is kept.";

    public static string Schedule => "0 22 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var kept = await tables.KeepAsync(ct);
        return $"{kept.Created} created, {kept.Dropped} dropped; "
            + $"{await runs.PurgeAsync(ct)} runs of jobs, {await counts.PurgeAsync(ct)} counts deleted";
    }
}
