using Npgsql;

namespace Identity.Server.Database.Upgrades;

/// <summary>How large the tables are, as PostgreSQL last counted: what reading or rewriting one means depends on it.</summary>
internal sealed class TableSizes(NpgsqlDataSource database)
{
    private const string Ask = """
        SELECT c.relname::text, sum(greatest(m.reltuples, 0))::bigint, pg_size_pretty(sum(pg_total_relation_size(m.oid)))
          FROM pg_class c
          JOIN pg_class m ON m.oid = c.oid OR m.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = c.oid)
         WHERE c.relname = ANY ($1) AND c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
         GROUP BY c.relname
        """;

    /// <returns>Rows and bytes of each table, in words.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IEnumerable<string> tables, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Ask);
        command.Parameters.AddWithValue(tables.ToArray());
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            found[rows.GetString(0)] = FormattableString.Invariant(
                $"about {rows.GetInt64(1):N0} rows, {rows.GetString(2)}"
            );
        return found;
    }
}
