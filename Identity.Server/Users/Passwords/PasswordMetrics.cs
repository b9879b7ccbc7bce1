using System.Diagnostics.Metrics;
using Identity.Server.Users.Passwords.Foreign;

namespace Identity.Server.Users.Passwords;

/// <summary>The figures by which an operator sees whether the machine keeps up with its sign-ins.</summary>
internal sealed class PasswordMetrics
{
    public const string Duration = "identity.passwords.hash.duration";

    private readonly TimeProvider _clock;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;

    public PasswordMetrics(Meter meter, HashingThreads threads, TimeProvider clock)
    {
        _clock = clock;
        _duration = meter.CreateHistogram(
            Duration,
            "s",
            "Time that one hash of a password takes.",
            tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [.001, .005, .01, .025, .05, .1, .2, .3, .5, .75, 1, 2.5, 5],
            }
        );
        _refused = meter.CreateCounter<long>(
            "identity.passwords.hash.refused",
            "{password}",
            "Passwords the queue had no place for."
        );
        meter.CreateObservableGauge(
            "identity.passwords.hash.waiting",
            () => threads.Waiting,
            "{password}",
            "Passwords that wait for their turn to be hashed."
        );
    }

    public void Refused() => _refused.Add(1);

    /// <summary>Times one hash, until disposed of.</summary>
    public Stopwatch Measure(StoredHash hash) =>
        hash is StoredHash.OfBcrypt bcrypt ? MeasureBcrypt(bcrypt.Hash.Cost) : new(this, new("algorithm", "pbkdf2"));

    /// <inheritdoc cref="Measure"/>
    public Stopwatch MeasureBcrypt(int cost) => new(this, new("cost", cost));

    internal readonly ref struct Stopwatch(PasswordMetrics metrics, KeyValuePair<string, object?> tag)
    {
        private readonly long _started = metrics._clock.GetTimestamp();

        public void Dispose() => metrics._duration.Record(metrics._clock.GetElapsedTime(_started).TotalSeconds, tag);
    }
}
