namespace Identity.Tests;

/// <summary>A clock that stands still until a test moves it. Timers do not run on it.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <summary>Some ordinary moment, with a fraction of a second to it.</summary>
    public ManualClock()
        : this(new DateTimeOffset(2026, 3, 4, 5, 6, 7, 891, TimeSpan.Zero)) { }

    public DateTimeOffset Now => GetUtcNow();

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
