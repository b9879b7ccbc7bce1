using System.Diagnostics.Metrics;
using Identity.Server.Audit;

namespace Identity.Server.Tokens;

/// <summary>Raises the alarm when something that is good once is used again: in the audit, in the log, and as a number that can wake somebody.</summary>
/// <remarks>RFC 9700 §4.14.2.</remarks>
internal sealed class ReuseAlarm
{
    private readonly AuditTrail _audit;
    private long _detections;

    public ReuseAlarm(AuditTrail audit, Meter meter)
    {
        _audit = audit;
        // Observed, so that it is there as 0 before the first: what appears as 1 has not risen.
        meter.CreateObservableCounter(
            "identity.tokens.reuse_detections",
            () => Interlocked.Read(ref _detections),
            "{detection}",
            "Authorization codes and refresh tokens that were used again after they were spent."
        );
    }

    /// <param name="kind">What the audit calls it.</param>
    /// <param name="grant">What ends by it.</param>
    public void Raise(string kind, Guid grant, string reason)
    {
        Interlocked.Increment(ref _detections);
        _audit.Record(new AuditEvent(kind, AuditParty.Grant(grant)) { Refusal = reason, IsAlarm = true });
    }
}
