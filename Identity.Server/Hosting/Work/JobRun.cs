namespace Identity.Server.Hosting.Work;

/// <summary>What became of one run of a job.</summary>
/// <param name="Id">In the order of time.</param>
/// <param name="Node">The process that it was in.</param>
/// <param name="Summary">What it did, or what went wrong.</param>
internal sealed record JobRun(
    Guid Id,
    string Job,
    string Node,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    bool HasFailed,
    string Summary
);

/// <summary>Where runs are written down: by whoever knows the database.</summary>
internal interface IJobJournal
{
    Task WriteAsync(JobRun run, CancellationToken ct);
}
