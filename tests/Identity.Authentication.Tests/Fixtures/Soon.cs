namespace Identity.Authentication.Tests.Fixtures;

/// <summary>Waits for what happens behind the backs of those who are served meanwhile.</summary>
internal static class Soon
{
    public static async Task BecomesAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(condition(), "It did not happen within five seconds.");
    }
}
