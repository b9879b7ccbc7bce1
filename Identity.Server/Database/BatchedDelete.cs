using Npgsql;

namespace Identity.Server.Database;

/// <summary>Deletes many rows in batches that no request can feel.</summary>
internal static class BatchedDelete
{
    private const int Batch = 5_000;

    /// <param name="database">Where.</param>
    /// <param name="statement">Deletes at most $2 of the rows that were over before $1.</param>
    /// <param name="before">A day or an instant.</param>
    /// <returns>How many rows went.</returns>
    public static async Task<int> RunAsync(
        NpgsqlDataSource database,
        string statement,
        object before,
        CancellationToken ct
    )
    {
        var total = 0;
        while (true)
        {
            await using var command = database.CreateCommand(statement);
            command.Parameters.AddWithValue(before);
            command.Parameters.AddWithValue(Batch);
            var deleted = await command.ExecuteNonQueryAsync(ct);
            total += deleted;
            if (deleted < Batch)
                return total;
        }
    }
}
