using Identity.Server.Database.JobRuns;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Jobs;

/// <summary>Writes each run down where every node can read of it.</summary>
internal sealed class JobJournal(JobHistory runs) : IJobJournal
{
    public Task WriteAsync(JobRun run, CancellationToken ct) =>
        runs.AddAsync(
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
