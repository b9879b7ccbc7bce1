using Identity.Server.Database.JobRuns;
using Identity.Server.Hosting.Work;
using Identity.Tests;
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
    [InlineData("purge-repeats", "0 answers deleted")]
    [InlineData("deliver-letters", "0 sent")]
    [InlineData("deliver-logout-notices", "0 delivered")]
    [InlineData("keep-partitions", "0 created, 0 dropped; 0 runs of jobs, 0 counts deleted")]
    public async Task A_job_that_is_run_by_hand_logs_its_name_and_what_it_did(string name, string expected)
    {
        var log = new Lines();

        var run = await Runner(log, [.. nodes.A.Services.GetServices<NamedJob>()]).RunAsync(name, Ct);

        Assert.Equal((false, expected), (run?.HasFailed, run?.Summary));

        Assert.StartsWith($"Job {name}: {expected} in ", Assert.Single(log.Written), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_nothing() =>
        Assert.Null(await nodes.A.Get<JobRunner>().RunAsync("no-such-job", Ct));

    [Fact]
    public async Task What_became_of_a_run_is_written_down_with_its_node()
    {
        var before = TimeProvider.System.GetUtcNow();

        var run = await nodes.A.Get<JobRunner>().RunAsync("deliver-letters", Ct);

        var written = await LastOfAsync("deliver-letters");
        Assert.Equal((run!.Id, false, "0 sent"), (written.Id, written.Failed, written.Summary));
        Assert.InRange(written.StartedAt, before.AddMilliseconds(-1), written.EndedAt);
        Assert.StartsWith(Environment.MachineName, written.Node, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_fails_is_written_down_with_its_reason()
    {
        var failing = new NamedJob(
            "failing",
            "",
            "",
            (_, _) => throw new InvalidOperationException("the disk is full")
        );

        var run = await Runner(new Lines(), failing).RunAsync("failing", Ct);

        Assert.True(run!.HasFailed);
        var written = await LastOfAsync("failing");
        Assert.Equal((true, "InvalidOperationException: the disk is full"), (written.Failed, written.Summary));
    }

    [Fact]
    public async Task A_journal_that_is_away_keeps_no_job_from_running()
    {
        var log = new Lines();
        var done = new NamedJob("done", "", "", (_, _) => Task.FromResult("3 sent"));

        var run = await new JobRunner(nodes.A.Services, [done], new Lost(), TimeProvider.System, log).RunAsync(
            "done",
            Ct
        );

        Assert.Equal((false, "3 sent"), (run?.HasFailed, run?.Summary));
        Assert.Contains(log.Written, line => line.EndsWith("away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_are_forgotten_after_a_month()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        var clock = new ManualClock(new DateTimeOffset(2031, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var node = await Nodes.StartAsync(database.ConnectionString, clock);
        await node.Get<JobRunner>().RunAsync("deliver-letters", Ct);

        clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await node.Get<JobHistory>().PurgeAsync(Ct));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await node.Get<JobHistory>().PurgeAsync(Ct));
    }

    private JobRunner Runner(Lines log, params NamedJob[] jobs) =>
        new(nodes.A.Services, jobs, nodes.A.Get<IJobJournal>(), TimeProvider.System, log);

    private async Task<JobRunRow> LastOfAsync(string job) =>
        Assert.Single(await nodes.A.Get<JobHistory>().LatestAsync([job], Ct));

    /// <summary>A journal that nobody reaches.</summary>
    private sealed class Lost : IJobJournal
    {
        public Task WriteAsync(JobRun run, CancellationToken ct) => throw new TimeoutException("away");
    }

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
