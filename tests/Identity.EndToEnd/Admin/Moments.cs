using System.Diagnostics;

namespace Identity.EndToEnd.Admin;

/// <summary>Waits for what comes to pass a moment later, in another process.</summary>
internal static class Moments
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var began = Stopwatch.GetTimestamp(); !await isSo(); )
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "It did not come to pass.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
