using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace Identity.Server.Audit;

/// <summary>The figures by which an operator sees that the audit is stored.</summary>
internal sealed class AuditMetrics(Meter meter)
{
    private long _spilled;

    /// <param name="waiting">What is to be stored.</param>
    public void Observe(ChannelReader<AuditEntry> waiting)
    {
        meter.CreateObservableGauge(
            "identity.audit.waiting",
            () => waiting.Count,
            "{event}",
            "Events of the audit that wait to be stored."
        );
        // Observed, so that it is there as 0 before the first.
        meter.CreateObservableCounter(
            "identity.audit.spilled",
            () => Interlocked.Read(ref _spilled),
            "{event}",
            "Events of the audit that could not be stored and were written to the log instead."
        );
    }

    public void Spilled() => Interlocked.Increment(ref _spilled);
}
