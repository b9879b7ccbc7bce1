using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>What anybody can have stored by bringing a wish to sign out.</summary>
public sealed class LogoutStateTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory]
    [InlineData(2_000, true)]
    [InlineData(2_001, false)]
    public async Task A_state_that_is_far_longer_than_any_is_not_kept(int length, bool isTaken)
    {
        using var scene = await LogoutScene.SetAsync(host.Server);
        var state = new string('s', length);

        var end = await scene.BringAsync(("state", state));

        if (isTaken)
            Assert.Equal($"{scene.After}?state={state}", end.Location);
        else
            end.ShouldStayHere();
        Assert.Equal(!isTaken, await scene.IsSignedInAsync());
    }
}
