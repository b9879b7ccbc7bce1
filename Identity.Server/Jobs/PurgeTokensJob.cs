using Identity.Server.Interactions;
using Identity.Server.Interactions.Devices;
using Identity.Server.Tokens;

namespace Identity.Server.Jobs;

/// <summary>Deletes refresh families, authorization requests and waiting devices that are over.</summary>
internal sealed class PurgeTokensJob(TokenKeeping tokens, PendingRequests requests, DeviceAuthorizations devices)
    : IServerJob
{
    public static string Name => "purge-tokens";

    public static string Schedule => "0 0/15 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var (families, asked) = (await tokens.PurgeAsync(ct), await requests.PurgeAsync(ct));
        return $"{families} refresh families, {asked} authorization requests, {await devices.PurgeAsync(ct)} devices deleted";
    }
}
