using Identity.Server.Clients.Assertions;
using Identity.Server.Database;
using Identity.Server.Mail;
using Identity.Server.Tokens;

namespace Identity.Server.Jobs;

/// <summary>Makes the partitions of the coming days and drops those of the past.</summary>
internal sealed class KeepPartitionsJob(TokenKeeping tokens, AssertionKeeping assertions, LetterKeeping letters)
    : IServerJob
{
    public static string Name => "keep-partitions";

    public static string Schedule => "0 22 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var denied = await tokens.KeepPartitionsAsync(ct);
        var asserted = await assertions.KeepPartitionsAsync(ct);
        var sent = await letters.KeepPartitionsAsync(ct);
        PartitionsKept[] all = [denied, asserted, sent];
        return $"{all.Sum(kept => kept.Created)} created, {all.Sum(kept => kept.Dropped)} dropped";
    }
}
