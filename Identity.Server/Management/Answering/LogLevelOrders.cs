using Identity.Server.Database;
using Identity.Server.Hosting.Logging;

namespace Identity.Server.Management.Answering;

/// <summary>Has a change of what is logged done on every node.</summary>
internal sealed class LogLevelOrders(LogLevels levels, Notifications notifications)
{
    public IReadOnlyList<LogLevelChange> Current => levels.Current;

    /// <summary>Here at once, and elsewhere as soon as it is heard; without a database here alone.</summary>
    public async Task GiveAsync(LogLevelChange change, CancellationToken ct)
    {
        var written = LogLevels.Write(change);
        levels.Hear(written);
        await notifications.SendAsync(LogLevels.Channel, written, ct);
    }
}
