using Identity.Server.Database.JobRuns;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Management.Api;

/// <summary>Says of each job what it is for, when it runs and what became of it last.</summary>
internal sealed class JobOverview(JobRunner runner, JobPlans plans, JobHistory history)
{
    public async Task<IReadOnlyList<JobAnswer>> ListAsync(CancellationToken ct)
    {
        var planned = (await plans.ListAsync(ct)).ToDictionary(plan => plan.Name, StringComparer.Ordinal);
        var last = (await history.LatestAsync([.. runner.Jobs.Select(job => job.Name)], ct)).ToDictionary(
            run => run.Job,
            StringComparer.Ordinal
        );
        return
        [
            .. runner.Jobs.Select(job => new JobAnswer
            {
                Name = job.Name,
                Description = job.Description,
                Schedule = job.Schedule,
                NextRunAt = planned.GetValueOrDefault(job.Name)?.DueAt,
                LastRun = last.GetValueOrDefault(job.Name) is { } run ? JobRunAnswer.Of(run) : null,
            }),
        ];
    }
}

/// <summary>A job, as it is shown.</summary>
internal sealed record JobAnswer
{
    public required string Name { get; init; }
    public required string Description { get; init; }

    /// <summary>As a Quartz cron expression in UTC.</summary>
    public required string Schedule { get; init; }

    /// <summary>Null where no node has planned it yet.</summary>
    public required DateTimeOffset? NextRunAt { get; init; }

    /// <summary>Null where it has not run within a month.</summary>
    public required JobRunAnswer? LastRun { get; init; }
}

/// <summary>A run of a job, as it is shown.</summary>
internal sealed record JobRunAnswer
{
    public required Guid Id { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>`done` or `failed`.</summary>
    public required string Outcome { get; init; }
    public required string Summary { get; init; }

    /// <summary>The process that it was in.</summary>
    public required string Node { get; init; }

    public static JobRunAnswer Of(JobRunRow run) =>
        Of(new JobRun(run.Id, run.Job, run.Node, run.StartedAt, run.EndedAt, run.Failed, run.Summary));

    public static JobRunAnswer Of(JobRun run) =>
        new()
        {
            Id = run.Id,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            Outcome = run.HasFailed ? "failed" : "done",
            Summary = run.Summary,
            Node = run.Node,
        };
}
