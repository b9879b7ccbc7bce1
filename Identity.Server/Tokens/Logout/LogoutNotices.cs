using Identity.Server.Database;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Tokens.Logout;

/// <summary>That a client is to hear of the end of a session: claimed by this node, and by no other for now.</summary>
/// <param name="SessionId">Null where all of the person's have ended.</param>
/// <param name="Attempt">The how-manieth attempt this is.</param>
internal sealed record LogoutNotice(Guid Id, string ClientId, Guid UserId, Guid? SessionId, int Attempt);

/// <summary>Gives out the notices that are due, each to one node at a time, and keeps what became of them.</summary>
internal sealed class LogoutNotices(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Channel = "identity_logout_notices";

    private const int LongestError = 500;

    // The lease is the time of the next attempt: whoever crashes with a notice in hand leaves it to be tried again.
    private const string Claim = """
        WITH due AS MATERIALIZED (
          SELECT id FROM logout_notices
           WHERE delivered_at IS NULL AND dead_at IS NULL AND next_attempt_at <= $1 AND client_id <> ALL($3)
           ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        UPDATE logout_notices n SET attempts = n.attempts + 1, next_attempt_at = $2
          FROM due WHERE n.id = due.id
        RETURNING n.id, n.client_id, n.user_id, n.session_id, n.attempts
        """;

    private const string Delivered = """
        UPDATE logout_notices SET delivered_at = $2, dead_at = NULL, last_error = NULL
         WHERE id = $1 AND delivered_at IS NULL
        """;

    // Only of the attempt that failed: a later one, after the lease ran out, knows better.
    private const string Failed = """
        UPDATE logout_notices SET last_error = $3, next_attempt_at = COALESCE($4, next_attempt_at), dead_at = $5
         WHERE id = $1 AND attempts = $2 AND delivered_at IS NULL
        """;

    private const string Purge = """
        DELETE FROM logout_notices WHERE id IN (SELECT id FROM logout_notices WHERE created_at < $1 LIMIT $2)
        """;

    /// <summary>For so long it can be looked up what became of a notice; it has been given up long before.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <param name="lease">For how long nobody else is to try.</param>
    /// <param name="except">Clients that are not to be told of more for now.</param>
    public async Task<LogoutNotice?> ClaimAsync(TimeSpan lease, string[] except, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Claim);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + lease);
        command.Parameters.AddWithValue(except);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new LogoutNotice(
                row.GetGuid(0),
                row.GetString(1),
                row.GetGuid(2),
                row.IsDBNull(3) ? null : row.GetGuid(3),
                row.GetInt32(4)
            )
            : null;
    }

    public async Task MarkDeliveredAsync(LogoutNotice notice, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Delivered);
        command.Parameters.AddWithValue(notice.Id);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <param name="nextAttempt">Null gives the notice up.</param>
    public async Task MarkFailedAsync(
        LogoutNotice notice,
        string error,
        DateTimeOffset? nextAttempt,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Failed);
        command.Parameters.AddWithValue(notice.Id);
        command.Parameters.AddWithValue(notice.Attempt);
        command.Parameters.AddWithValue(error.Length <= LongestError ? error : error[..LongestError]);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)nextAttempt ?? DBNull.Value);
        command.Parameters.AddWithValue(
            NpgsqlDbType.TimestampTz,
            nextAttempt is null ? clock.GetUtcNow() : DBNull.Value
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Deletes notices that are a week old.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow() - Kept, ct);
}
