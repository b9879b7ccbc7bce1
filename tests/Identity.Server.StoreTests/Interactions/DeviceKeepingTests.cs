using Identity.Server.Interactions.Devices;
using Identity.Tests;

namespace Identity.Server.StoreTests.Interactions;

public sealed class DeviceKeepingTests(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    [Fact, Spec("RFC 8628 §3.5")]
    public async Task A_device_that_comes_late_is_told_so_for_an_hour_and_then_forgotten()
    {
        var ct = TestContext.Current.CancellationToken;
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(database.ConnectionString, ct, clock: clock);
        var devices = server.Get<DeviceAuthorizations>();
        var begun = await devices.BeginAsync(new DeviceWish("tv", ["openid"], Resources: [], "127.0.0.1"), ct);
        clock.Advance(TimeSpan.FromMinutes(70));

        Assert.Equal(0, await devices.PurgeAsync(ct));
        Assert.IsType<DevicePoll.Expired>(await devices.AskAsync(begun.DeviceCode, "tv", ct));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await devices.PurgeAsync(ct));
        Assert.IsType<DevicePoll.Unknown>(await devices.AskAsync(begun.DeviceCode, "tv", ct));
    }
}
