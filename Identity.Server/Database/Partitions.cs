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
    /// <param name="first">The first day that must exist; older days are dropped.</param>
    /// <param name="last">The last day that must exist.</param>
    public async Task<PartitionsKept> KeepAsync(string table, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var existing = await ReadAsync(table, ct);
        var (created, dropped) = (0, 0);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (existing.Contains(NameOf(table, day)))
                continue;
            await ExecuteAsync(
                $"""
                CREATE TABLE IF NOT EXISTS {NameOf(table, day)} PARTITION OF {table}
                FOR VALUES FROM ('{day:yyyy-MM-dd} 00:00:00+00') TO ('{day.AddDays(1):yyyy-MM-dd} 00:00:00+00')
                """,
                ct
            );
            created++;
        }
        foreach (var partition in existing.Where(name => string.CompareOrdinal(name, NameOf(table, first)) < 0))
        {
            await ExecuteAsync($"DROP TABLE IF EXISTS {partition}", ct);
            dropped++;
        }
        return new PartitionsKept(created, dropped);
    }

    private static string NameOf(string table, DateOnly day) => $"{table}_{day:yyyyMMdd}";

    private async Task<HashSet<string>> ReadAsync(string table, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Existing);
        command.Parameters.AddWithValue(table);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            names.Add(rows.GetString(0));
        return names;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
