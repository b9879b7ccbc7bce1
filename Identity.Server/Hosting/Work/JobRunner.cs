using System.Diagnostics;

namespace Identity.Server.Hosting.Work;

/// <summary>A job that can be run by name.</summary>
internal sealed record NamedJob(
    string Name,
    string Schedule,
    Func<IServiceProvider, CancellationToken, Task<string>> RunAsync
);

/// <summary>Runs jobs, by timer or by hand, and logs what each run did.</summary>
internal sealed partial class JobRunner(
    IServiceProvider services,
    IEnumerable<NamedJob> jobs,
    ILogger<JobRunner> logger
)
{
    public IReadOnlyList<NamedJob> Jobs { get; } = [.. jobs];

    /// <returns>What the job did, or null where there is none of that name.</returns>
    public async Task<string?> RunAsync(string name, CancellationToken ct)
    {
        if (Jobs.FirstOrDefault(job => job.Name == name) is not { } named)
            return null;
        var started = Stopwatch.GetTimestamp();
        await using var scope = services.CreateAsyncScope();
        var summary = await named.RunAsync(scope.ServiceProvider, ct);
        Ran(name, summary, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return summary;
    }

    [LoggerMessage(LogLevel.Information, "Job {Name}: {Summary} in {Elapsed:0} ms")]
    private partial void Ran(string name, string summary, double elapsed);
}
