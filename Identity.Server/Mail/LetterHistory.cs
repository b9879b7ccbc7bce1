using Identity.Server.Database;
using Identity.Server.Database.Lists;
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
    public LetterState State =>
        this switch
        {
            { DeliveredAt: not null } => LetterState.Sent,
            { DeadAt: not null } => LetterState.Dead,
            _ => LetterState.Waiting,
        };

    public string Status =>
        this switch
        {
            { DeliveredAt: not null } => "done",
            { DeadAt: not null } => "given up",
            { Attempts: 0 } => "queued",
            _ => "being tried",
        };
}

/// <summary>What came of deleting a letter.</summary>
internal enum LetterDeletion
{
    Done,
    NoSuchLetter,

    /// <summary>It has been sent: that it was is remembered for as long as all letters are.</summary>
    WasSent,
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

    private const string Delete = "DELETE FROM letters WHERE id = $1 AND delivered_at IS NULL";

    private const string IsWaiting = "delivered_at IS NULL AND dead_at IS NULL";

    private const string IsDead = "dead_at IS NOT NULL";

    private static readonly string Count = $"""
        SELECT (SELECT count(*) FROM (SELECT FROM letters WHERE {IsWaiting} LIMIT {CappedCount.Limit}) AS counted),
               (SELECT count(*) FROM (SELECT FROM letters WHERE {IsDead} LIMIT {CappedCount.Limit}) AS counted)
        """;

    // Identifiers are in the order of time.
    private static readonly Keyset Latest = new("id", "created_at", IsDescending: true);

    public Task<Listed<LetterRecord>> ListAsync(LetterQuery query, CancellationToken ct)
    {
        var list = new ListStatement(Columns, Outbox.Table, Latest);
        if (query.State is { } state)
            list.Where(ConditionOf(state));
        if (query.Recipient is { } recipient)
            list.Where(name => $"lower(recipient) LIKE lower({name})", LikePattern.BeginningWith(recipient));
        if (query.Kind is { } kind)
            list.Where(name => $"kind = {name}", kind);
        if (query.After is { } after)
            list.After(after.Id, after.CreatedAt);
        return list.ReadAsync(database, query.Take, Read, ct);
    }

    /// <summary>How many letters wait, and how many were given up.</summary>
    public async Task<(CappedCount Waiting, CappedCount Dead)> CountAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Count);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (new CappedCount(row.GetInt64(0)), new CappedCount(row.GetInt64(1)));
    }

    /// <summary>Deletes a letter that has not been sent, so that it never is.</summary>
    public async Task<LetterDeletion> DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Delete);
        command.Parameters.AddWithValue(id);
        if (await command.ExecuteNonQueryAsync(ct) > 0)
            return LetterDeletion.Done;
        return await FindAsync(id, ct) is null ? LetterDeletion.NoSuchLetter : LetterDeletion.WasSent;
    }

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
            letters.Add(Read(row));
        return letters;
    }

    private static LetterRecord Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt32(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.TimeOrNull(6),
            row.TimeOrNull(7),
            row.TextOrNull(8)
        );

    private static string ConditionOf(LetterState state) =>
        state switch
        {
            LetterState.Dead => IsDead,
            LetterState.Sent => "delivered_at IS NOT NULL",
            _ => IsWaiting,
        };
}
