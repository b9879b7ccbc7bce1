using Npgsql;

namespace Identity.Server.Database;

/// <summary>What one round of partition keeping did.</summary>
internal sealed record PartitionsKept(int Created, int Dropped);

/// <summary>Keeps a table that is partitioned by day: tomorrow's partition is there before it is needed, yesterday's is dropped whole.</summary>
/// <remarks>By a function that works with the rights of the tables' owner: whoever serves need not be able to alter a table.</remarks>
internal sealed class Partitions(NpgsqlDataSource database)
{
    private const string Keep = "SELECT created, dropped FROM keep_days($1::regclass, $2, $3, $4)";

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
        await using var command = database.CreateCommand(Keep);
        command.Parameters.AddWithValue(table);
        command.Parameters.AddWithValue(oldest);
        command.Parameters.AddWithValue(first);
        command.Parameters.AddWithValue(last);
        await using var kept = await command.ExecuteReaderAsync(ct);
        await kept.ReadAsync(ct);
        return new PartitionsKept(kept.GetInt32(0), kept.GetInt32(1));
    }
}
