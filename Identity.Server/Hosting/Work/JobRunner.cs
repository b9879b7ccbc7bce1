namespace Identity.Server.Hosting.Work;

/// <summary>A job that can be run by name.</summary>
internal sealed record NamedJob(
    string Name,
    string Description,
    string Schedule,
    Func<IServiceProvider, CancellationToken, Task<string>> RunAsync
);

/// <summary>Runs jobs, by timer or by hand, and tells the log and the journal what each run did.</summary>
internal sealed partial class JobRunner(
    IServiceProvider services,
    IEnumerable<NamedJob> jobs,
    IJobJournal journal,
    TimeProvider clock,
    ILogger<JobRunner> logger
)
{
    // The database may be what the job failed for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    public IReadOnlyList<NamedJob> Jobs { get; } = [.. jobs];

    public NamedJob? Find(string name) => Jobs.FirstOrDefault(job => job.Name == name);

    /// <returns>What became of it, good or bad; null where there is no job of that name.</returns>
    public async Task<JobRun?> RunAsync(string name, CancellationToken ct)
    {
        if (Find(name) is not { } job)
            return null;
        var (started, ticks, summary) = (clock.GetUtcNow(), clock.GetTimestamp(), "");
        var fault = await Guard.CatchAsync(async () => summary = await RunAsync(job, ct), CancellationToken.None);
        var elapsed = clock.GetElapsedTime(ticks);
        if (fault is null)
        {
            Ran(name, summary, elapsed.TotalMilliseconds);
        }
        else
        {
            summary = ct.IsCancellationRequested ? "stopped before it was done" : Describe(fault);
            Failed(fault, name, elapsed.TotalMilliseconds);
        }
        var run = new JobRun(
            Guid.CreateVersion7(started),
            name,
            Node,
            started,
            started + elapsed,
            fault is not null,
            summary
        );
        await WriteAsync(run);
        return run;
    }

    private async Task<string> RunAsync(NamedJob job, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await job.RunAsync(scope.ServiceProvider, ct);
    }

    private async Task WriteAsync(JobRun run)
    {
        using var patience = new CancellationTokenSource(Patience);
        var fault = await Guard.CatchAsync(() => journal.WriteAsync(run, patience.Token), CancellationToken.None);
        if (fault is not null)
            NotWritten(run.Job, fault.Message);
    }

    private static string Describe(Exception fault) =>
        $"{fault.GetType().Name}: {fault.Message}".ReplaceLineEndings(" ");

    [LoggerMessage(LogLevel.Information, "Job {Name}: {Summary} in {Elapsed:0} ms")]
    private partial void Ran(string name, string summary, double elapsed);

    [LoggerMessage(LogLevel.Error, "Job {Name} failed after {Elapsed:0} ms")]
    private partial void Failed(Exception fault, string name, double elapsed);

    [LoggerMessage(LogLevel.Warning, "That job {Name} ran could not be written down: {Problem}")]
    private partial void NotWritten(string name, string problem);
}
