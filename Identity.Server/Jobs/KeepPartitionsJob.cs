using Identity.Server.Mail;
using Identity.Server.Tokens;

namespace Identity.Server.Jobs;

/// <summary>Makes the partitions of the coming days and drops those of the past.</summary>
internal sealed class KeepPartitionsJob(TokenKeeping tokens, LetterKeeping letters) : IServerJob
{
    public static string Name => "keep-partitions";

    public static string Schedule => "0 22 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var denied = await tokens.KeepPartitionsAsync(ct);
        var sent = await letters.KeepPartitionsAsync(ct);
        return $"{denied.Created + sent.Created} created, {denied.Dropped + sent.Dropped} dropped";
    }
}
