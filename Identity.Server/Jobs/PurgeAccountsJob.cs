using Identity.Server.Sessions;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users;

namespace Identity.Server.Jobs;

/// <summary>Deletes sessions, counters, links and devices that are over.</summary>
internal sealed class PurgeAccountsJob(AccountKeeping accounts, SessionEnds sessions, SessionLogouts logouts)
    : IServerJob
{
    public static string Name => "purge-accounts";

    public static string Description => "Deletes sessions, counters, links and remembered browsers that are over.";

    public static string Schedule => "0 11/15 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        // First those whose clients are to hear of it.
        var over = await logouts.EndOverAsync(ct) + await sessions.PurgeAsync(ct);
        var kept = await accounts.PurgeAsync(ct);
        return $"{over} sessions, {kept.Counters} counters, {kept.Links} links, {kept.Devices} devices deleted";
    }
}
