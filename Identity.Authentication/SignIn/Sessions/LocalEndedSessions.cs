using System.Collections.Concurrent;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Remembers in the memory of this process: enough for an app that runs once, until it is started again.</summary>
internal sealed class LocalEndedSessions(TimeProvider clock) : IEndedSessions
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, DateTimeOffset ForgetAt)> _ends = new(
        StringComparer.Ordinal
    );
    private long _nextSweep;

    public Task AddAsync(SessionEnd end, TimeSpan keepFor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Sweep(now);
        var made = (end.At, ForgetAt: now + keepFor);
        // The latest end holds: an older one that arrives late takes nothing back.
        _ends.AddOrUpdate(end.Key, made, (_, kept) => kept.At > made.At ? kept : made);
        return Task.CompletedTask;
    }

    public Task<bool> IncludeAsync(SessionMark session, CancellationToken ct) =>
        Task.FromResult(
            SessionEnd
                .KeysOf(session)
                .Any(key => _ends.TryGetValue(key, out var end) && SessionEnd.Ended(end.At, session))
        );

    // Only the provider's own signed tokens put anything in here: what is past goes, and nothing else has to.
    private void Sweep(DateTimeOffset now)
    {
        var due = Interlocked.Read(ref _nextSweep);
        if (now.UtcTicks < due)
            return;
        if (Interlocked.CompareExchange(ref _nextSweep, (now + BetweenSweeps).UtcTicks, due) != due)
            return;
        foreach (var end in _ends.Where(end => end.Value.ForgetAt <= now))
            _ends.TryRemove(end);
    }
}
