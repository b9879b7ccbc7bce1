using Identity.Server.Tokens;

namespace Identity.Server.Jobs;

/// <summary>Makes the partitions of the coming days and drops those of the past.</summary>
internal sealed class KeepPartitionsJob(TokenKeeping tokens) : IServerJob
{
    public static string Name => "keep-partitions";

    public static string Schedule => "0 22 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var kept = await tokens.KeepPartitionsAsync(ct);
        return $"{kept.Created} created, {kept.Dropped} dropped";
    }
}
