using Identity.Server.Database.JobRuns;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Jobs;

/// <summary>Counts each run, and writes it down where every node can read of it.</summary>
internal sealed class JobJournal(JobHistory runs, JobMetrics metrics) : IJobJournal
{
    public Task WriteAsync(JobRun run, CancellationToken ct)
    {
        metrics.Ran(run);
        return runs.AddAsync(
            new JobRunRow
            {
                Id = run.Id,
                Job = run.Job,
                Node = run.Node,
                StartedAt = run.StartedAt,
                EndedAt = run.EndedAt,
                Failed = run.HasFailed,
                Summary = run.Summary,
            },
            ct
        );
    }
}
