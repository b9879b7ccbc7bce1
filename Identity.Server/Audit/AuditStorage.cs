using System.Net;
using System.Runtime.CompilerServices;
using Identity.Server.Audit.Counting;
using Identity.Server.Database;
using Identity.Server.Database.Lists;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Audit;

/// <summary>Stores events and finds them again.</summary>
internal sealed class AuditStorage(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Table = "audit_events";

    private const string Columns = "id, at, kind, actor, target, refusal, address, correlation, details";

    private const string Copy = $"COPY audit_events ({Columns}) FROM STDIN (FORMAT BINARY)";

    // Each has conditions of its own, and days that are dropped and made: one plan for all would be a bad one for most.
    private const string PlanEachTime = "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off";

    // Planning alone takes long over a year of days, and most of what anybody looks for is in the last of them.
    private static readonly TimeSpan[] Steps = [TimeSpan.FromDays(8), TimeSpan.FromDays(32)];

    // Of the file that somebody downloads, however long it takes them.
    private const int Portion = 1000;

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
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await PlanningAsync(connection, ct);
        return await ReadAsync(connection, query, ct);
    }

    /// <returns>The same, with how many there are before and after them.</returns>
    public async Task<Listed<AuditEntry>> ListAsync(AuditQuery query, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await PlanningAsync(connection, ct);
        var found = await ReadAsync(connection, query, ct);
        var isAll = query.After is null && found.Count < query.Take;
        return new Listed<AuditEntry>(
            found,
            isAll ? new CappedCount(found.Count) : await CountAsync(connection, query with { After = null }, ct)
        );
    }

    /// <returns>All of them, however many, asked for a portion at a time: nobody waits for whoever reads them slowly.</returns>
    public async IAsyncEnumerable<AuditEntry> StreamAsync(
        AuditQuery query,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        IReadOnlyList<AuditEntry> portion;
        do
        {
            portion = await FindAsync(query with { Take = Portion }, ct);
            foreach (var entry in portion)
                yield return entry;
            if (portion is [.., var last])
                query = query with { After = AuditPlace.Of(last) };
        } while (portion.Count == Portion);
    }

    private static async Task<NpgsqlTransaction> PlanningAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(ct);
        await using var plan = new NpgsqlCommand(PlanEachTime, connection);
        await plan.ExecuteNonQueryAsync(ct);
        return transaction;
    }

    private async Task<List<AuditEntry>> ReadAsync(NpgsqlConnection connection, AuditQuery query, CancellationToken ct)
    {
        var entries = new List<AuditEntry>();
        foreach (var step in StepsOf(query))
        {
            if (entries.Count == query.Take)
                break;
            await using var command = new AuditSearch(step with { Take = query.Take - entries.Count }).Page(
                connection,
                Columns
            );
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
                entries.Add(Read(rows));
        }
        return entries;
    }

    private async Task<CappedCount> CountAsync(NpgsqlConnection connection, AuditQuery query, CancellationToken ct)
    {
        var counted = 0L;
        foreach (var step in StepsOf(query))
        {
            if (counted >= CappedCount.Limit)
                break;
            await using var command = new AuditSearch(step).Count(connection);
            counted += (long)(await command.ExecuteScalarAsync(ct))!;
        }
        return new CappedCount(counted);
    }

    // The last days, some more, and then all that are left.
    private IEnumerable<AuditQuery> StepsOf(AuditQuery query)
    {
        var now = clock.GetUtcNow();
        var until = query.After is { } after && after.At < query.Until ? after.At.AddMilliseconds(1) : query.Until;
        var from = until < now ? until : now;
        foreach (var step in Steps)
        {
            if (from - step <= query.Since)
                break;
            from -= step;
            yield return query with
            {
                Since = from,
                Until = until,
            };
            until = from;
        }
        yield return query with
        {
            Until = until,
        };
    }

    private static AuditEntry Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.TextOrNull(3),
            row.TextOrNull(4),
            row.TextOrNull(5),
            row.IsDBNull(6) ? null : row.GetFieldValue<IPAddress>(6),
            row.TextOrNull(7),
            row.TextOrNull(8)
        );
}
