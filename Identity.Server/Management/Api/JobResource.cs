using Identity.Server.Audit;
using Identity.Server.Database.JobRuns;
using Identity.Server.Hosting.Work;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What the server does by itself, and when it did.</summary>
internal sealed class JobResource(
    JobOverview jobs,
    JobRunner runner,
    HandRuns hands,
    JobHistory history,
    AuditTrail audit
) : IResource
{
    // Most are done by then; of the others the history tells.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Tag => "Jobs";

    public void Declare(Routes routes)
    {
        routes.List("/jobs", Permission.JobsRead, "List jobs", new Listing("name"), ListAsync);
        routes.List(
            "/jobs/{name}/runs",
            Permission.JobsRead,
            "List the runs of a job, the latest first",
            Listing.Plain,
            ListRunsAsync
        );
        routes.Do<JobRunAnswer>(
            "/jobs/{name}/runs",
            Permission.JobsWrite,
            "Run a job now; answered with the run where it ended soon",
            StatusCodes.Status202Accepted,
            RunAsync
        );
    }

    private async Task<Reply<Page<JobAnswer>>> ListAsync(ListCall list, CancellationToken ct) =>
        list.PageOfAll(await jobs.ListAsync(ct), job => job.Name, job => job);

    private async Task<Reply<Page<JobRunAnswer>>> ListRunsAsync(ListCall list, CancellationToken ct)
    {
        if (runner.Find(list.Call["name"]) is not { } job)
            return NoSuch(list.Call);
        return list.Page(
            await history.ListAsync(job.Name, list.After<Place>()?.Id, list.Take, ct),
            run => new Place(run.Id),
            JobRunAnswer.Of
        );
    }

    private async Task<Reply<JobRunAnswer>> RunAsync(Call call, CancellationToken ct)
    {
        if (runner.Find(call["name"]) is not { } job)
            return NoSuch(call);
        if (!hands.TryStart(job, out var running))
            return Problem.Busy(Patience);
        audit.Record(new AuditEvent(AuditKind.JobRun, new AuditParty("job", job.Name)) { Actor = call.Actor.Party });
        await Task.WhenAny(running, Task.Delay(Patience, ct));
        if (!running.IsCompletedSuccessfully)
            return new Reply<JobRunAnswer>(Value: null, Problem: null);
        return JobRunAnswer.Of(await running);
    }

    private static Problem NoSuch(Call call) => Problem.NotFound($"There is no job '{call["name"]}'.");

    private sealed record Place(Guid Id);
}
