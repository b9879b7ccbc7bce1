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

    /// <summary>A connection of the test's own, outside every pool.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Application Name=test");
        await connection.OpenAsync(Ct);
        return connection;
    }
}
