using Identity.Server.Database;

namespace Identity.Server.Tokens;

/// <summary>The times by which one rotation is judged.</summary>
/// <param name="ForgivenSince">A repeat of what was rotated after this instant gets the same successor again.</param>
/// <param name="Deadline">By the database's own clock: what it takes up later does nothing. Null while that clock is not known.</param>
internal readonly record struct RotationMoment(
    DateTimeOffset Now,
    DateTimeOffset ForgivenSince,
    DateTimeOffset? Deadline
);

/// <summary>By which times refresh tokens are judged, also when the database answers late or not at all.</summary>
/// <remarks>
/// A rotation without an answer may have happened all the same, and the client knows the spent token only. While the database is
/// away it cannot come back within the grace: so the grace counts from the first rotation that was left without an answer, until
/// a minute after the first that has one again.
/// </remarks>
internal sealed class RefreshTimes(TokenLifetimes lifetimes, DatabaseClock database, TimeProvider clock)
{
    /// <summary>For how long clients may stay away after the database is back.</summary>
    public static readonly TimeSpan Return = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile Absence? _absence;

    public TokenLifetimes Lifetimes => lifetimes;

    public DateTimeOffset Now => clock.GetUtcNow();

    public RotationMoment Begin()
    {
        var now = Now;
        return new RotationMoment(now, ForgivenSince(now), database.Deadline());
    }

    /// <summary>Has a rotation done, and remembers whether there was an answer. A client that leaves by itself is no sign of anything.</summary>
    public async Task<T> WatchAsync<T>(Func<RotationMoment, Task<T>> rotate, CancellationToken ct)
    {
        var moment = Begin();
        var isAnswered = false;
        try
        {
            var answer = await rotate(moment);
            isAnswered = true;
            return answer;
        }
        finally
        {
            if (isAnswered)
                Answered();
            else if (!ct.IsCancellationRequested)
                Unanswered(moment.Now);
        }
    }

    /// <summary>An answer came in time and says that it did not.</summary>
    public void Mistimed() => database.Forget();

    private DateTimeOffset ForgivenSince(DateTimeOffset now)
    {
        var usual = now - lifetimes.RefreshGrace;
        // Without a grace nothing is forgiven, whatever happens.
        return
            lifetimes.RefreshGrace > TimeSpan.Zero
            && _absence is { } absence
            && absence.Lasts(now)
            && absence.Since < usual
            ? absence.Since
            : usual;
    }

    private void Answered()
    {
        if (_absence is not { } over)
            return;
        lock (_gate)
        {
            var now = Now;
            if (_absence is { OverSince: null } absence)
                _absence = absence with { OverSince = now };
            else if (ReferenceEquals(_absence, over) && !over.Lasts(now))
                _absence = null;
        }
    }

    private void Unanswered(DateTimeOffset begun)
    {
        lock (_gate)
        {
            // Nodes' clocks may differ a little, and it may have been done by another one.
            var since = begun - lifetimes.RefreshGrace;
            _absence =
                _absence is { } absence && absence.Lasts(Now) && absence.Since < since
                    ? absence with
                    {
                        OverSince = null,
                    }
                    : new Absence(since, OverSince: null);
        }
    }

    private sealed record Absence(DateTimeOffset Since, DateTimeOffset? OverSince)
    {
        public bool Lasts(DateTimeOffset now) => OverSince is not { } over || now < over + Return;
    }
}
