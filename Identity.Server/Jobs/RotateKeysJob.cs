using Identity.Server.Keys;

namespace Identity.Server.Jobs;

/// <summary>Announces the next signing keys and forgets those that nothing needs any more.</summary>
internal sealed class RotateKeysJob(SigningKeys keys) : IServerJob
{
    public static string Name => "rotate-keys";

    public static string Description => "Announces the next signing keys, and forgets those that nothing needs.";

    public static string Schedule => "0 7 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var kept = await keys.KeepAsync(ct);
        return $"{kept.Announced} announced, {kept.Removed} removed";
    }
}
