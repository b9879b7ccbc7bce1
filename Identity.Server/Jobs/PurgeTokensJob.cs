using Identity.Server.Interactions;
using Identity.Server.Interactions.Devices;
using Identity.Server.Interactions.Logouts;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Logout;

namespace Identity.Server.Jobs;

/// <summary>Deletes refresh families, requests and devices that waited for people, and logout notices that are over.</summary>
internal sealed class PurgeTokensJob(
    TokenKeeping tokens,
    PendingRequests requests,
    DeviceAuthorizations devices,
    LogoutRequests logouts,
    LogoutNotices notices
) : IServerJob
{
    public static string Name => "purge-tokens";

    public static string Description => "Deletes refresh tokens, and requests that waited for people, that are over.";

    public static string Schedule => "0 0/15 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct) =>
        $"{await tokens.PurgeAsync(ct)} refresh families, {await requests.PurgeAsync(ct)} authorization requests, "
        + $"{await devices.PurgeAsync(ct)} devices, {await logouts.PurgeAsync(ct)} logout requests, "
        + $"{await notices.PurgeAsync(ct)} logout notices deleted";
}
