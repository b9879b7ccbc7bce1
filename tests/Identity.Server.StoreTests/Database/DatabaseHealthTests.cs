using Identity.Server.Database;
using Identity.Tests;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Identity.Server.StoreTests.Database;

public sealed class DatabaseHealthTests(Nodes nodes) : IClassFixture<Nodes>
{
    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(20, HealthStatus.Healthy)]
    [InlineData(-20, HealthStatus.Healthy)]
    [InlineData(600, HealthStatus.Unhealthy)]
    [InlineData(-600, HealthStatus.Unhealthy)]
    public async Task A_node_whose_clock_is_off_is_not_ready(int seconds, HealthStatus expected)
    {
        var clock = new ManualClock(TimeProvider.System.GetUtcNow().AddSeconds(seconds));
        var health = new DatabaseHealth(nodes.A.Get<NpgsqlDataSource>(), clock);

        var found = await health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal(expected, found.Status);
    }
}
