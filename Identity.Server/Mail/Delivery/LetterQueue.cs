using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Mail.Delivery;

/// <summary>A letter that this node, and no other for now, may send.</summary>
/// <param name="Attempt">The how-manieth attempt this is.</param>
internal sealed record ClaimedLetter(QueuedLetter Letter, int Attempt);

/// <summary>Gives out letters that are due, each to one node at a time, and keeps what became of them.</summary>
internal sealed class LetterQueue(NpgsqlDataSource database, MailMetrics metrics, TimeProvider clock)
{
    // The lease is the time of the next attempt: whoever crashes with a letter in hand leaves it to be tried again.
    private const string Claim = """
        WITH due AS MATERIALIZED (
          SELECT id, created_at FROM letters
           WHERE delivered_at IS NULL AND dead_at IS NULL AND next_attempt_at <= $1
           ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        UPDATE letters l SET attempts = l.attempts + 1, next_attempt_at = $2
          FROM due WHERE l.id = due.id AND l.created_at = due.created_at
        RETURNING l.id, l.created_at, l.kind, l.recipient, l.about, l.attempts
        """;

    private const string Delivered = """
        UPDATE letters SET delivered_at = $3, dead_at = NULL, last_error = NULL
         WHERE id = $1 AND created_at = $2 AND delivered_at IS NULL
        """;

    // Only of the attempt that failed: a later one, after the lease ran out, knows better.
    private const string Failed = """
        UPDATE letters SET last_error = $4, next_attempt_at = COALESCE($5, next_attempt_at), dead_at = $6
         WHERE id = $1 AND created_at = $2 AND attempts = $3 AND delivered_at IS NULL
        """;

    /// <param name="lease">For how long nobody else is to try.</param>
    public async Task<ClaimedLetter?> ClaimAsync(TimeSpan lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Claim);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + lease);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var about = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4))!;
        var letter = new QueuedLetter(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.GetString(3),
            about
        );
        return new ClaimedLetter(letter, row.GetInt32(5));
    }

    public async Task MarkDeliveredAsync(ClaimedLetter claimed, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Delivered);
        command.Parameters.AddWithValue(claimed.Letter.Id);
        command.Parameters.AddWithValue(claimed.Letter.CreatedAt);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        metrics.Sent();
    }

    /// <param name="nextAttempt">Null gives the letter up.</param>
    public async Task MarkFailedAsync(
        ClaimedLetter claimed,
        string error,
        DateTimeOffset? nextAttempt,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Failed);
        command.Parameters.AddWithValue(claimed.Letter.Id);
        command.Parameters.AddWithValue(claimed.Letter.CreatedAt);
        command.Parameters.AddWithValue(claimed.Attempt);
        command.Parameters.AddWithValue(error);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)nextAttempt ?? DBNull.Value);
        command.Parameters.AddWithValue(
            NpgsqlDbType.TimestampTz,
            nextAttempt is null ? clock.GetUtcNow() : DBNull.Value
        );
        await command.ExecuteNonQueryAsync(ct);
        if (nextAttempt is null)
            metrics.Dead();
        else
            metrics.Deferred();
    }
}
