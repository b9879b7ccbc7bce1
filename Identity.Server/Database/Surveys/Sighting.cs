namespace Identity.Server.Database.Surveys;

/// <summary>What was seen last. After a minute it is nothing: no figure is better than one that is no longer true.</summary>
internal sealed class Sighting<T>(TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private volatile Seen? _seen;

    public T? Latest => _seen is { } seen && clock.GetElapsedTime(seen.At) <= GoodFor ? seen.Value : null;

    public void Keep(T value) => _seen = new Seen(value, clock.GetTimestamp());

    private sealed record Seen(T Value, long At);
}
