namespace Identity.Server.SpecTests.Fixtures;

/// <summary>The real clock, moved ahead as far as a test says: what takes a day is tested at once.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
