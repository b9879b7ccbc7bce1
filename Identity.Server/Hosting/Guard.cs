namespace Identity.Server.Hosting;

/// <summary>Runs what may fail in any way at all, for those few whose business it is to report the failure and go on.</summary>
internal static class Guard
{
    /// <returns>What was thrown, or null.</returns>
    public static async Task<Exception?> CatchAsync(Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e;
        }
    }
}
