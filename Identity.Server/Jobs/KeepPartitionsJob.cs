using Identity.Server.Database;

namespace Identity.Server.Jobs;

/// <summary>Makes the partitions of the coming days and drops those of the past.</summary>
internal sealed class KeepPartitionsJob(DailyTables tables) : IServerJob
{
    public static string Name => "keep-partitions";

    public static string Schedule => "0 22 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var kept = await tables.KeepAsync(ct);
        return $"{kept.Created} created, {kept.Dropped} dropped";
    }
}
