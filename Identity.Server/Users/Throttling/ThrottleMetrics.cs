using System.Diagnostics.Metrics;

namespace Identity.Server.Users.Throttling;

/// <summary>Counts what is refused for having been tried too often, by what was limited. By whom is the log's to say.</summary>
internal sealed class ThrottleMetrics(Meter meter)
{
    private readonly Counter<long> _throttled = meter.CreateCounter<long>(
        "identity.throttled",
        "{request}",
        "What was refused for having been tried too often, by the counter that was full."
    );

    public void Refused(ThrottleRule rule) => _throttled.Add(1, new KeyValuePair<string, object?>("kind", rule.Name));
}
