using System.Diagnostics.Metrics;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Jobs;

/// <summary>Counts and times the runs of jobs on this node.</summary>
internal sealed class JobMetrics(Meter meter)
{
    private readonly Counter<long> _runs = meter.CreateCounter<long>(
        "identity.jobs.runs",
        "{run}",
        "Runs of jobs on this node, by outcome."
    );

    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "identity.jobs.run.duration",
        "s",
        "Time that a run of a job took.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 5, 15, 60, 300, 900] }
    );

    public void Ran(JobRun run)
    {
        var job = new KeyValuePair<string, object?>("job", run.Job);
        _runs.Add(1, job, new("outcome", run.HasFailed ? "failed" : "done"));
        _duration.Record((run.EndedAt - run.StartedAt).TotalSeconds, job);
    }
}
