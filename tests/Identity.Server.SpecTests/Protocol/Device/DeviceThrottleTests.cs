using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Device;

public sealed class DeviceThrottleTests(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    [Fact, Spec("RFC 8628 §5.4")]
    public async Task Who_asks_in_the_name_of_a_public_client_may_not_ask_without_end()
    {
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            TestContext.Current.CancellationToken,
            new Dictionary<string, string?>
            {
                ["Throttling:RequestsPerSource"] = "3",
                ["Interactions:DeviceCodeLifetime"] = "00:02:00",
            }
        );
        var scene = await Scene.SetAsync(
            server,
            client: asked =>
                asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    GrantTypes = [Devices.GrantType],
                }
        );

        for (var time = 0; time < 3; time++)
            Assert.Equal("120", (await scene.BeginDeviceAsync()).Issued("expires_in"));

        var refused = await scene.BeginDeviceAsync();
        refused.ShouldRefuse("too_many_attempts", 429);
        Assert.NotNull(refused.Response.Headers.RetryAfter);
    }
}
