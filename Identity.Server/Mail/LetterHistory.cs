using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Mail;

/// <summary>What became of a letter, as an operator may see it: whom it is for, and nothing that it says.</summary>
internal sealed record LetterRecord(
    Guid Id,
    DateTimeOffset CreatedAt,
    string Kind,
    string Recipient,
    int Attempts,
    DateTimeOffset NextAttemptAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? DeadAt,
    string? LastError
)
{
    public string Status =>
        this switch
        {
            { DeliveredAt: not null } => "done",
            { DeadAt: not null } => "given up",
            { Attempts: 0 } => "queued",
            _ => "being tried",
        };
}

/// <summary>Answers an operator who asks about letters, and has those sent again that were given up.</summary>
internal sealed class LetterHistory(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns =
        "id, created_at, kind, recipient, attempts, next_attempt_at, delivered_at, dead_at, last_error";

    private const string Newest = $"""
        SELECT {Columns} FROM letters WHERE NOT $1 OR dead_at IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $2
        """;

    private const string One = $"SELECT {Columns} FROM letters WHERE id = $1";

    // The trigger wakes postmen for new letters only.
    private const string Resend = $"""
        WITH again AS (
          UPDATE letters SET dead_at = NULL, attempts = 0, next_attempt_at = $2
           WHERE id = $1 AND dead_at IS NOT NULL RETURNING id)
        SELECT pg_notify('{Outbox.Channel}', '') FROM again
        """;

    /// <summary>The newest letters, or the newest of those that were given up.</summary>
    public async Task<IReadOnlyList<LetterRecord>> ListAsync(bool onlyDead, int take, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Newest);
        command.Parameters.AddWithValue(onlyDead);
        command.Parameters.AddWithValue(take);
        return await ReadAsync(command, ct);
    }

    public async Task<LetterRecord?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, ct)).SingleOrDefault();
    }

    /// <returns>False where it is not one that was given up.</returns>
    public async Task<bool> ResendAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Resend);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct);
    }

    private static async Task<List<LetterRecord>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        var letters = new List<LetterRecord>();
        while (await row.ReadAsync(ct))
        {
            letters.Add(
                new LetterRecord(
                    row.GetGuid(0),
                    row.GetFieldValue<DateTimeOffset>(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetInt32(4),
                    row.GetFieldValue<DateTimeOffset>(5),
                    TimeIn(row, 6),
                    TimeIn(row, 7),
                    row.IsDBNull(8) ? null : row.GetString(8)
                )
            );
        }
        return letters;
    }

    private static DateTimeOffset? TimeIn(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
