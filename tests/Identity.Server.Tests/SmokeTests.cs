namespace Identity.Server.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void It_runs() => Assert.True(true);
}
