using System.Diagnostics.Metrics;

namespace Identity.Server.Keys;

/// <summary>The figures by which an operator sees that the signing keys change over in time. They are of the ring, and so the same on every node.</summary>
internal static class KeyMetrics
{
    public static void Observe(Meter meter, SigningKeys keys, KeyOptions options, TimeProvider clock)
    {
        meter.CreateObservableCounter(
            "identity.keys.rotations",
            () => Newest(keys).Select(key => Of(key, (long)key.Generation - 1)),
            "{rotation}",
            "How often an algorithm has been given its next key, since its first."
        );
        meter.CreateObservableGauge(
            "identity.keys.age",
            () => Active(keys, clock).Select(key => Of(key, (clock.GetUtcNow() - key.ActiveAt).TotalSeconds)),
            "s",
            "How long the key has been signing that signs now."
        );
        meter.CreateObservableGauge(
            "identity.keys.next_change",
            () => Active(keys, clock).Select(key => Of(key, (EndOf(key, options) - clock.GetUtcNow()).TotalSeconds)),
            "s",
            "How long the key that signs now is to go on; below zero where its successor is overdue."
        );
    }

    private static DateTimeOffset EndOf(RingKey key, KeyOptions options) =>
        key.SupersededAt ?? key.ActiveAt + options.ActiveFor;

    private static IEnumerable<RingKey> Newest(SigningKeys keys) =>
        keys.Ring.Keys.GroupBy(key => key.Key.Algorithm).Select(group => group.Last());

    private static IEnumerable<RingKey> Active(SigningKeys keys, TimeProvider clock) =>
        keys.Ring.Keys.Where(key => key.StateAt(clock.GetUtcNow()) == KeyState.Active);

    private static Measurement<T> Of<T>(RingKey key, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("algorithm", key.Key.Algorithm.Name));
}
