using Identity.Server.Audit;
using Identity.Server.Hosting.Logging;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Management;

/// <summary>What is logged can be changed while the servers run, for a while, by those who may.</summary>
[Collection<AdministrationTests>]
public sealed class LogLevelTests(Administration admins)
{
    private const string Address = "/log-levels/Identity.Server.Consents";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_level_is_changed_on_every_node_until_it_is_taken_back_and_the_audit_knows_by_whom()
    {
        await using var other = await TestServer.StartAsync(admins.ConnectionString, Ct);

        var changed = await admins.SendAsync(
            admins.Administrator,
            "PUT",
            Address,
            """{"level": "debug", "for_seconds": 600}"""
        );

        changed.ShouldSucceedWith(200);
        Assert.Equal(("Identity.Server.Consents", "Debug"), (changed["category"], changed["level"]));
        Assert.True(IsDebugged(admins.Server));
        await EventuallyAsync(() => IsDebugged(other));
        var told = await admins.Server.ToldAsync(
            AuditKind.LogLevelChange,
            correlation: changed.Response.Headers.GetValues("X-Correlation-Id").Single()
        );
        Assert.Equal("log-level:Identity.Server.Consents", told.Target);
        Assert.Contains("Debug", told.Details, StringComparison.Ordinal);
        var listed = await admins.GetAsync(admins.Auditor, "/log-levels");
        Assert.Contains("Identity.Server.Consents", listed.Body, StringComparison.Ordinal);

        (await admins.SendAsync(admins.Administrator, "DELETE", Address)).ShouldSucceedWith(204);

        Assert.False(IsDebugged(admins.Server));
        await EventuallyAsync(() => !IsDebugged(other));
        (await admins.SendAsync(admins.Administrator, "DELETE", Address)).ShouldBeProblem(404, "not_found");
    }

    [Theory]
    [InlineData("/log-levels/Microsoft.AspNetCore.Hosting.Diagnostics", """{"level": "Information"}""", "category")]
    [InlineData(Address, """{"level": "loud"}""", "level")]
    [InlineData(Address, """{"level": "17"}""", "level")]
    [InlineData(Address, """{"level": "Debug", "for_seconds": 0}""", "for_seconds")]
    [InlineData(Address, """{"level": "Debug", "for_seconds": 86401}""", "for_seconds")]
    public async Task What_will_not_do_is_named(string address, string body, string member)
    {
        var refused = await admins.SendAsync(admins.Owner, "PUT", address, body);

        Assert.Single(refused.ErrorsOf(member));
    }

    // Of loggers that nobody has written to yet as well as of those in use.
    private static bool IsDebugged(TestServer server) =>
        server.Get<ILoggerFactory>().CreateLogger("Identity.Server.Consents.ConsentLedger").IsEnabled(LogLevel.Debug)
        && server.Get<LogLevels>().Current.Count > 0;

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10),
                "It did not come to pass."
            );
            await Task.Delay(20, Ct);
        }
    }
}
