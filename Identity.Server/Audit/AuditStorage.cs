using System.Net;
using Identity.Server.Audit.Counting;
using Identity.Server.Database;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Audit;

/// <summary>Stores events and finds them again.</summary>
internal sealed class AuditStorage(NpgsqlDataSource database)
{
    public const string Table = "audit_events";

    private const string Columns = "id, at, kind, actor, target, refusal, address, correlation, details";

    private const string Copy = $"COPY audit_events ({Columns}) FROM STDIN (FORMAT BINARY)";

    private const string Find = $"""
        SELECT {Columns} FROM audit_events
         WHERE at >= $1 AND at < $2 AND ($3 IS NULL OR kind = $3) AND ($4 IS NULL OR target = $4 OR actor = $4)
           AND ($5 IS NULL OR (refusal IS NOT NULL) = $5) AND ($6 IS NULL OR correlation = $6)
           AND ($7 IS NULL OR (at, id) < ($7, $8))
         ORDER BY at DESC, id DESC LIMIT $9
        """;

    /// <summary>Stores all of them or none, and counts them.</summary>
    /// <remarks>Once more the same is no error: a connection may break after the database has stored them and before it said so.</remarks>
    public async Task StoreAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await CopyAsync(connection, entries, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Stored before, whole as it is, and counted.
            return;
        }
        await EventCounts.AddAsync(connection, Count(entries), ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken ct
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, ct);
        foreach (var entry in entries)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(entry.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(entry.At, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(entry.Kind, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(entry.Actor, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(entry.Target, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(entry.Refusal, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(entry.Address, NpgsqlDbType.Inet, ct);
            await copy.WriteAsync(entry.Correlation, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(entry.Details, NpgsqlDbType.Jsonb, ct);
        }
        await copy.CompleteAsync(ct);
    }

    private static Dictionary<Counted, long> Count(IReadOnlyList<AuditEntry> entries) =>
        entries
            .CountBy(entry => Counted.At(entry.At, entry.Kind, AuditOutcome.Of(entry)))
            .ToDictionary(counted => counted.Key, counted => (long)counted.Value);

    /// <returns>The events that a query asks for, the latest first.</returns>
    public async Task<IReadOnlyList<AuditEntry>> FindAsync(AuditQuery query, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(query.Since);
        command.Parameters.AddWithValue(query.Until);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)query.Kind ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)query.Party?.ToString() ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Boolean, (object?)query.Refused ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)query.Correlation ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)query.After?.At ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Uuid, (object?)query.After?.Id ?? DBNull.Value);
        command.Parameters.AddWithValue(query.Take);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var entries = new List<AuditEntry>();
        while (await rows.ReadAsync(ct))
        {
            entries.Add(
                new AuditEntry(
                    rows.GetGuid(0),
                    rows.GetFieldValue<DateTimeOffset>(1),
                    rows.GetString(2),
                    rows.TextOrNull(3),
                    rows.TextOrNull(4),
                    rows.TextOrNull(5),
                    rows.IsDBNull(6) ? null : rows.GetFieldValue<IPAddress>(6),
                    rows.TextOrNull(7),
                    rows.TextOrNull(8)
                )
            );
        }
        return entries;
    }
}
