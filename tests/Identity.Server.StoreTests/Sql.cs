using Npgsql;

namespace Identity.Server.StoreTests;

/// <summary>Asks a database directly, past the server, as an operator with psql does.</summary>
internal static class Sql
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<int> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Ct);
    }

    public static async Task<T> AskAsync<T>(string connectionString, string sql) =>
        Assert.Single(await ListAsync<T>(connectionString, sql));

    public static async Task<List<T>> ListAsync<T>(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var found = new List<T>();
        while (await rows.ReadAsync(Ct))
            found.Add(rows.GetFieldValue<T>(0));
        return found;
    }

    /// <summary>Makes a race certain: holds every writer of the table back until so many wait, and then lets them all go.</summary>
    public static async Task<T[]> RaceAsync<T>(
        string connectionString,
        string table,
        int waiting,
        params IEnumerable<Task<T>> racers
    )
    {
        const string Waiting = """
            SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'identity' AND wait_event_type = 'Lock'
            """;
        await using var gate = await OpenAsync(connectionString);
        await using var transaction = await gate.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand($"LOCK TABLE {table} IN SHARE MODE", gate))
            await command.ExecuteNonQueryAsync(Ct);
        var started = racers.ToArray();
        await Eventually.TrueAsync(
            Eventually.Soon,
            async () => await AskAsync<long>(connectionString, Waiting) >= waiting
        );
        await transaction.CommitAsync(Ct);
        return await Task.WhenAll(started);
    }

    /// <summary>A connection of the test's own, outside every pool.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Application Name=test");
        await connection.OpenAsync(Ct);
        return connection;
    }
}
