using Identity.Server.Hosting.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.Server.StoreTests.Jobs;

public sealed class JobRunnerTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rotate-keys", "0 announced, 0 removed")]
    [InlineData("purge-accounts", "0 sessions, 0 counters, 0 links, 0 devices deleted")]
    [InlineData(
        "purge-tokens",
        "0 refresh families, 0 authorization requests, 0 devices, 0 logout requests, 0 logout notices deleted"
    )]
    [InlineData("deliver-letters", "0 sent")]
    [InlineData("deliver-logout-notices", "0 delivered")]
    [InlineData("keep-partitions", "0 created, 0 dropped")]
    public async Task A_job_that_is_run_by_hand_logs_its_name_and_what_it_did(string name, string expected)
    {
        var log = new Lines();
        var runner = new JobRunner(nodes.A.Services, nodes.A.Services.GetServices<NamedJob>(), log);

        Assert.Equal(expected, await runner.RunAsync(name, Ct));

        Assert.StartsWith($"Job {name}: {expected} in ", Assert.Single(log.Written), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_nothing() =>
        Assert.Null(await nodes.A.Get<JobRunner>().RunAsync("no-such-job", Ct));

    /// <summary>Keeps what is logged.</summary>
    private sealed class Lines : ILogger<JobRunner>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Written.Add(formatter(state, exception));
    }
}
