using Npgsql;

namespace Identity.Server.Database;

/// <summary>What one round of partition keeping did.</summary>
internal sealed record PartitionsKept(int Created, int Dropped);

/// <summary>Keeps a table that is partitioned by day: tomorrow's partition is there before it is needed, yesterday's is dropped whole.</summary>
internal sealed class Partitions(NpgsqlDataSource database)
{
    private const string Existing = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = $1::regclass AND c.relname ~ '_[0-9]{8}$'
        """;

    /// <param name="table">A table of ours, partitioned by range over a timestamp.</param>
    /// <param name="oldest">The last day that is kept of those that are past; older ones are dropped.</param>
    /// <param name="first">The first day that must exist.</param>
    /// <param name="last">The last day that must exist.</param>
    public async Task<PartitionsKept> KeepAsync(
        string table,
        DateOnly oldest,
        DateOnly first,
        DateOnly last,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One node at a time; neither readers nor writers wait. The next finds everything done.
        await ExecuteAsync(connection, $"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE", ct);
        var existing = await ReadAsync(connection, table, ct);
        var (created, dropped) = (0, 0);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (existing.Contains(NameOf(table, day)))
                continue;
            await ExecuteAsync(
                connection,
                $"""
                CREATE TABLE {NameOf(table, day)} PARTITION OF {table}
                FOR VALUES FROM ('{day:yyyy-MM-dd} 00:00:00+00') TO ('{day.AddDays(1):yyyy-MM-dd} 00:00:00+00')
                """,
                ct
            );
            created++;
        }
        foreach (var partition in existing.Where(name => string.CompareOrdinal(name, NameOf(table, oldest)) < 0))
        {
            await ExecuteAsync(connection, $"DROP TABLE {partition}", ct);
            dropped++;
        }
        await transaction.CommitAsync(ct);
        return new PartitionsKept(created, dropped);
    }

    private static string NameOf(string table, DateOnly day) => $"{table}_{day:yyyyMMdd}";

    private static async Task<HashSet<string>> ReadAsync(
        NpgsqlConnection connection,
        string table,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Existing, connection);
        command.Parameters.AddWithValue(table);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            names.Add(rows.GetString(0));
        return names;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
