using Identity.Server.Tokens.Logout;

namespace Identity.Server.Jobs;

/// <summary>Tells clients of sessions that have ended whose time has come again, and those that no messenger heard of.</summary>
internal sealed class DeliverLogoutNoticesJob(LogoutDelivery delivery) : IServerJob
{
    public static string Name => "deliver-logout-notices";

    public static string Description => "Tells apps of sessions that have ended.";

    public static string Schedule => "30 * * * * ?";

    public async Task<string> RunAsync(CancellationToken ct) => $"{await delivery.DeliverDueAsync(ct)} delivered";
}
