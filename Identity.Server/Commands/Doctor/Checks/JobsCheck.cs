using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks whether what the server does by itself is being done.</summary>
internal sealed class JobsCheck : IDatabaseCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public string Name => "Jobs";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (!await patient.HasTableAsync(JobPlan.Table, ct))
            yield break;
        var jobs = await patient.ListAsync(JobPlan.Statement, JobPlan.Read, ct);
        if (jobs.Count == 0)
        {
            yield return Finding.Warn(
                Name,
                "None planned yet: no server has been started on this database.",
                "Start one."
            );
            yield break;
        }

        var now = at.Clock.GetUtcNow();
        var idle = jobs.Where(job => job.IsBroken || job.DueAt < now - Late).ToList();
        foreach (var job in idle)
        {
            yield return Finding.Warn(
                Name,
                job.IsBroken
                    ? $"{job.Name} has been given up by the scheduler."
                    : $"{job.Name} was due {job.DueAt:u} and no node ran it; before that it ran {job.RanAt?.ToString("u") ?? "never"}.",
                "See that a server runs on this database, and what its log says of the job."
            );
        }
        if (idle.Count == 0)
            yield return Finding.Pass(Name, $"{jobs.Count} planned, none is late");
    }
}
