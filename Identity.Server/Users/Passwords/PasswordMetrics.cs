using System.Diagnostics.Metrics;

namespace Identity.Server.Users.Passwords;

/// <summary>The figures by which an operator sees whether the machine keeps up with its sign-ins.</summary>
internal sealed class PasswordMetrics
{
    public const string MeterName = "Identity.Passwords";

    private readonly TimeProvider _clock;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;

    public PasswordMetrics(IMeterFactory meters, HashingThreads threads, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("identity.passwords.hash.duration", "s", "Time one bcrypt takes.");
        _refused = meter.CreateCounter<long>(
            "identity.passwords.refused",
            "{password}",
            "Passwords the queue had no place for."
        );
        meter.CreateObservableGauge(
            "identity.passwords.waiting",
            () => threads.Waiting,
            "{password}",
            "Passwords that wait."
        );
    }

    public void Refused() => _refused.Add(1);

    /// <summary>Times one bcrypt, until disposed of.</summary>
    public Stopwatch Measure(int cost) => new(this, cost, _clock.GetTimestamp());

    internal readonly ref struct Stopwatch(PasswordMetrics metrics, int cost, long started)
    {
        public void Dispose() =>
            metrics._duration.Record(
                metrics._clock.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("cost", cost)
            );
    }
}
