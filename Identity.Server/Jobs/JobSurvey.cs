using System.Diagnostics.Metrics;
using Identity.Server.Database.JobRuns;
using Identity.Server.Database.Surveys;
using Identity.Server.Hosting.Work;

namespace Identity.Server.Jobs;

/// <summary>Looks at when each job last did what it is for, on whichever node that was.</summary>
internal sealed class JobSurvey : ISurvey
{
    private readonly JobHistory _history;
    private readonly string[] _jobs;
    private readonly TimeProvider _clock;
    private readonly Sighting<IReadOnlyDictionary<string, DateTimeOffset>> _seen;
    private readonly Instrument _since;

    public JobSurvey(JobHistory history, IEnumerable<NamedJob> jobs, Meter meter, TimeProvider clock)
    {
        (_history, _clock, _seen) = (history, clock, new(clock));
        _jobs = [.. jobs.Select(job => job.Name)];
        _since = meter.CreateObservableGauge(
            "identity.jobs.since_success",
            Measure,
            "s",
            "Time since a job last ended well, on any node; nothing where it has not within a month."
        );
    }

    public bool IsWanted => _since.Enabled;

    public async Task LookAsync(CancellationToken ct) => _seen.Keep(await _history.LastSuccessesAsync(_jobs, ct));

    private IEnumerable<Measurement<double>> Measure() =>
        _seen.Latest is { } seen
            ? seen.Select(job => new Measurement<double>(
                (_clock.GetUtcNow() - job.Value).TotalSeconds,
                new KeyValuePair<string, object?>("job", job.Key)
            ))
            : [];
}
