using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Identity.Server.Audit.Counting;

/// <summary>What is counted, and in which hour.</summary>
/// <param name="Hour">The hour's beginning.</param>
internal readonly record struct Counted(DateTimeOffset Hour, string Name, string Outcome)
{
    public static Counted At(DateTimeOffset time, string name, string outcome) =>
        new(new DateTimeOffset(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero), name, outcome);
}

/// <summary>Counts what happens too often for the audit to tell of each time: in memory, and stored every few seconds.</summary>
/// <remarks>
/// Events of the audit are counted where they are stored, under their kind. A clean stop stores what is here; of a process
/// that is killed, the last few seconds are not counted.
/// </remarks>
internal sealed class Counts(TimeProvider clock)
{
    /// <summary>Access and ID tokens that were issued, by the grant that earned them.</summary>
    public const string Tokens = "tokens";

    private readonly ConcurrentDictionary<Counted, StrongBox<long>> _counts = new();

    /// <param name="name">What happened, of the few names that there are.</param>
    /// <param name="outcome">What came of it, or in which way; of the few that there are.</param>
    public void Add(string name, string outcome) => Add(Counted.At(clock.GetUtcNow(), name, outcome), times: 1);

    public void Add(Counted counted, long times) =>
        Interlocked.Add(ref _counts.GetOrAdd(counted, static _ => new StrongBox<long>()).Value, times);

    /// <summary>Takes out what was counted since it was last asked.</summary>
    public IReadOnlyDictionary<Counted, long> Take()
    {
        var now = clock.GetUtcNow();
        var taken = new Dictionary<Counted, long>();
        foreach (var (counted, box) in _counts)
        {
            if (Interlocked.Exchange(ref box.Value, 0) is > 0 and var times)
                taken.Add(counted, times);
            // Nobody who began to count in that hour is still at it.
            else if (counted.Hour < now.AddHours(-2))
                _counts.TryRemove(counted, out _);
        }
        return taken;
    }
}
