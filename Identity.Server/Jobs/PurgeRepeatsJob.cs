using Identity.Server.Database.Repeats;

namespace Identity.Server.Jobs;

/// <summary>Deletes answers that nobody may ask for again.</summary>
internal sealed class PurgeRepeatsJob(RequestRepeats repeats) : IServerJob
{
    public static string Name => "purge-repeats";

    public static string Description => "Deletes answers of the management that nobody may ask for again.";

    public static string Schedule => "0 23 * * * ?";

    public async Task<string> RunAsync(CancellationToken ct) => $"{await repeats.PurgeAsync(ct)} answers deleted";
}
