using Identity.Server.Hosting.Telemetry.Prometheus;

namespace Identity.Server.Tests.Hosting.Telemetry;

public sealed class FamilyNameTests
{
    [Theory]
    [InlineData("identity.token.requests", "{request}", "Counter", "identity_token_requests_total")]
    [InlineData("identity.token.request.duration", "s", "Histogram", "identity_token_request_duration_seconds")]
    [InlineData("identity.keys.next_change", "s", "Gauge", "identity_keys_next_change_seconds")]
    [InlineData("dotnet.gc.pause.time", "s", "Counter", "dotnet_gc_pause_time_seconds_total")]
    [InlineData("dotnet.process.memory.working_set", "By", "Gauge", "dotnet_process_memory_working_set_bytes")]
    [InlineData("dotnet.thread_pool.thread.count", "{thread}", "Gauge", "dotnet_thread_pool_threads")]
    [InlineData("dotnet.assembly.count", "{assembly}", "Gauge", "dotnet_assemblies")]
    [InlineData("db.client.connection.count", "{connection}", "Gauge", "db_client_connections")]
    [InlineData(
        "dotnet.thread_pool.work_item.count",
        "{work_item}",
        "Counter",
        "dotnet_thread_pool_work_item_count_total"
    )]
    [InlineData("a.share", "1", "Gauge", "a_share_ratio")]
    [InlineData("a.share", "1", "Counter", "a_share_total")]
    [InlineData("a.speed", "By/s", "Gauge", "a_speed_bytes_per_second")]
    [InlineData("things_total", "", "Counter", "things_total")]
    [InlineData("waited_seconds", "s", "Gauge", "waited_seconds")]
    [InlineData("9 lives-of::cats", "", "Gauge", "_9_lives_of_cats")]
    public void A_name_becomes_that_of_Prometheus(string name, string unit, string kind, string expected) =>
        Assert.Equal(expected, FamilyName.Of(name, unit, Enum.Parse<FamilyKind>(kind)));
}
