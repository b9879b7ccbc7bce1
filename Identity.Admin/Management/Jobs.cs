using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>What the server does by itself.</summary>
public sealed class Jobs(ManagementApi api)
{
    public Task<Answer<Listing<Job>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Job>("jobs", query, ct);

    public Task<Answer<Listing<JobRun>>> RunsAsync(string name, ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<JobRun>($"jobs/{Uri.EscapeDataString(name)}/runs", query, ct);

    /// <summary>Runs it now, on the node that answers.</summary>
    public Task<Answer<Nothing>> RunAsync(string name) =>
        api.DoAsync(HttpMethod.Post, $"jobs/{Uri.EscapeDataString(name)}/runs");
}

/// <summary>A job.</summary>
public sealed record Job(string Name, string? Description, string Schedule, DateTimeOffset? NextRunAt, JobRun? LastRun);

/// <summary>One run of a job.</summary>
public sealed record JobRun(
    Guid Id,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    string Outcome,
    string? Summary,
    string? Node
)
{
    public bool HasFailed => Outcome == "failed";
}
