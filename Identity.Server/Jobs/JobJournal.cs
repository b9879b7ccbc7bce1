using Identity.Server.Database.JobRuns;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Jobs;

/// <summary>Writes each run down, with the node that it was on.</summary>
internal sealed class JobJournal(JobHistory runs) : IJobJournal
{
    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    public Task WriteAsync(JobRun run, CancellationToken ct) =>
        runs.AddAsync(
            new JobRunRow
            {
                Id = run.Id,
                Job = run.Job,
                Node = Node,
                StartedAt = run.StartedAt,
                EndedAt = run.EndedAt,
                Failed = run.HasFailed,
                Summary = run.Summary,
            },
            ct
        );
}
