using System.Diagnostics;

namespace Identity.Server.StoreTests;

/// <summary>Waits for what another thread, node or process is about to do, and fails where it is not done in time.</summary>
internal static class Eventually
{
    public static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(TimeSpan within, Func<bool> condition) =>
        TrueAsync(within, () => Task.FromResult(condition()));

    public static async Task TrueAsync(TimeSpan within, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            Assert.True(elapsed < within, $"Not true after {elapsed.TotalMilliseconds:0} ms.");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
