using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Users;

/// <summary>How much of what accounts leave behind was deleted.</summary>
internal sealed record AccountsKept(int Counters, int Links, int Devices);

/// <summary>Keeps the small tables of this room small: what a job runs.</summary>
internal sealed class AccountKeeping(AttemptCounters counters, SingleUseTokens tokens, KnownDevices devices)
{
    public async Task<AccountsKept> PurgeAsync(CancellationToken ct) =>
        new(await counters.PurgeAsync(ct), await tokens.PurgeAsync(ct), await devices.PurgeAsync(ct));
}
