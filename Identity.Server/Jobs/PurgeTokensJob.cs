using Identity.Server.Interactions;
using Identity.Server.Tokens;

namespace Identity.Server.Jobs;

/// <summary>Deletes refresh families and authorization requests that are over.</summary>
internal sealed class PurgeTokensJob(TokenKeeping tokens, PendingRequests requests) : IServerJob
{
    public static string Name => "purge-tokens";

    public static string Schedule => "0 0/15 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct) =>
        $"{await tokens.PurgeAsync(ct)} refresh families, {await requests.PurgeAsync(ct)} authorization requests deleted";
}
