using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Has each refresh token used once, however many requests come with it at the same time.</summary>
/// <remarks>
/// A browser sends ten requests with one cookie: the first refreshes, the others wait for it. Those that left the browser before
/// the answer arrived there still bring the old cookie, and are given what the first one got. A second use would look like
/// theft to the provider (RFC 9700 §4.14.2). Between processes its own grace answers.
/// </remarks>
internal sealed class RefreshMemory(TimeProvider clock)
{
    /// <summary>How long requests with the old cookie may be under way.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>How long a provider that does not answer is left alone.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _nextSweep;

    /// <param name="refreshToken">What is traded.</param>
    /// <param name="refresh">Does it; it belongs to nobody who waits for it, so that none of them can end it for the others.</param>
    public async Task<Refreshing> OnceAsync(
        string refreshToken,
        Func<CancellationToken, Task<Refreshing>> refresh,
        CancellationToken ct
    )
    {
        Sweep();
        // Not the token itself: what is kept in memory longer than a request is not what a thief could use.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken)));
        while (true)
        {
            var entry = _entries.GetOrAdd(
                key,
                static (_, run) => new Entry(new Lazy<Task<Refreshing>>(() => run(CancellationToken.None))),
                refresh
            );
            if (!entry.IsPast(clock.GetUtcNow()))
                return await entry.RunAsync(clock).WaitAsync(ct);
            _entries.TryRemove(KeyValuePair.Create(key, entry));
        }
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        var due = Interlocked.Read(ref _nextSweep);
        if (now.UtcTicks < due || Interlocked.CompareExchange(ref _nextSweep, (now + Kept).UtcTicks, due) != due)
            return;
        foreach (var entry in _entries.Where(entry => entry.Value.IsPast(now)))
            _entries.TryRemove(entry);
    }

    private sealed class Entry(Lazy<Task<Refreshing>> run)
    {
        private long _forgetAt = long.MaxValue;

        public bool IsPast(DateTimeOffset now) => now.UtcTicks >= Interlocked.Read(ref _forgetAt);

        // A refresh token that stays the same comes again when the new access token is due, and must find nothing here.
        private static TimeSpan LifeOf(Refreshing outcome) =>
            outcome switch
            {
                Refreshing.Postponed => Pause,
                Refreshing.Done { Tokens: { RefreshToken: null, Life: { } life } } when life / 2 < Kept => life / 2,
                _ => Kept,
            };

        public async Task<Refreshing> RunAsync(TimeProvider clock)
        {
            var forgetAt = clock.GetUtcNow();
            try
            {
                var outcome = await run.Value;
                forgetAt = clock.GetUtcNow() + LifeOf(outcome);
                return outcome;
            }
            finally
            {
                // The first one to see the end sets it: waiting for it does not lengthen it.
                Interlocked.CompareExchange(ref _forgetAt, forgetAt.UtcTicks, long.MaxValue);
            }
        }
    }
}
