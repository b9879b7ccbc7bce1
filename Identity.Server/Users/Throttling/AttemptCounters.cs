using Identity.Server.Database;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.Throttling;

/// <summary>Whether an attempt may go on, as one counter has it.</summary>
internal abstract record Attempt
{
    /// <param name="BlockedUntil">How long this very attempt blocks those that follow; null where it does not.</param>
    public sealed record Counted(Guid Key, DateTimeOffset? BlockedUntil) : Attempt;

    public sealed record Refused(TimeSpan RetryAfter) : Attempt;
}

/// <summary>The counters of what was tried: durable, one for all nodes, and exact however many try at once.</summary>
internal sealed class AttemptCounters(NpgsqlDataSource database, ThrottleMetrics metrics, TimeProvider clock)
{
    // The row's lock makes it exact. While it is blocked nothing is written: who hammers prolongs nothing.
    private const string Count = """
        INSERT INTO throttles AS t (key, attempts, blocked_until, forget_at)
        VALUES ($1, 1, CASE WHEN $3 <= 1 THEN $2 + $4 END, $2 + $6 + CASE WHEN $3 <= 1 THEN $4 ELSE '0'::interval END)
        ON CONFLICT (key) DO UPDATE
           SET (attempts, blocked_until, forget_at) = (
                 SELECT n, ends, GREATEST(CASE WHEN n = 1 THEN $2 + $6 ELSE t.forget_at END, ends + $6)
                   FROM (SELECT CASE WHEN t.forget_at <= $2 THEN 1 ELSE t.attempts + 1 END) AS counted (n),
                        LATERAL (SELECT CASE WHEN n >= $3
                                             THEN $2 + LEAST($4 * power(2, LEAST(n - $3, 20)), $5) END) AS block (ends))
         WHERE t.blocked_until IS NULL OR t.blocked_until <= $2 OR t.forget_at <= $2
        RETURNING t.blocked_until
        """;

    private const string Look = "SELECT blocked_until FROM throttles WHERE key = $1";

    // Only a block that the attempt itself has set goes with it: what others have earned stays.
    private const string Undo = """
        UPDATE throttles
           SET attempts = GREATEST(attempts - 1, 0),
               blocked_until = CASE WHEN blocked_until = $2 THEN NULL ELSE blocked_until END
         WHERE key = $1
        """;

    private const string Clear = "DELETE FROM throttles WHERE key = $1";

    // Good once: of any number of parallel claims one inserts.
    private const string Claim = """
        INSERT INTO throttles (key, attempts, forget_at) VALUES ($1, 1, $2) ON CONFLICT (key) DO NOTHING
        """;

    private const string Purge = """
        DELETE FROM throttles WHERE key IN (SELECT key FROM throttles WHERE forget_at <= $1 LIMIT $2)
        """;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>Counts an attempt before it is looked at, unless it has to wait.</summary>
    public async Task<Attempt> CountAsync(Guid key, ThrottleRule rule, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Count);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(rule.Free);
        command.Parameters.AddWithValue(rule.FirstBlock);
        command.Parameters.AddWithValue(rule.LongestBlock);
        command.Parameters.AddWithValue(rule.Memory);
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            if (await row.ReadAsync(ct))
                return new Attempt.Counted(key, row.TimeOrNull(0));
        }

        metrics.Refused(rule);
        return new Attempt.Refused(await WaitAsync(key, now, ct));
    }

    /// <summary>Takes back what was counted: it was no guess.</summary>
    public async Task UndoAsync(Attempt.Counted attempt, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Undo);
        command.Parameters.AddWithValue(attempt.Key);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)attempt.BlockedUntil ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Forgets all that a counter has.</summary>
    public async Task ClearAsync(Guid key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Clear);
        command.Parameters.AddWithValue(key);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <returns>Whether it is the first time that this is claimed.</returns>
    public async Task<bool> ClaimAsync(Guid key, TimeSpan kept, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Claim);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(clock.GetUtcNow() + kept);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Deletes counters that count from nothing again.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) => BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow(), ct);

    private async Task<TimeSpan> WaitAsync(Guid key, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Look);
        command.Parameters.AddWithValue(key);
        await using var row = await command.ExecuteReaderAsync(ct);
        var wait = await row.ReadAsync(ct) && row.TimeOrNull(0) is { } until ? until - now : TimeSpan.Zero;
        return wait > ShortestWait ? wait : ShortestWait;
    }
}
