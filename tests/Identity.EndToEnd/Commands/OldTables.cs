using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Commands;

/// <summary>The database of a system that moves in.</summary>
internal static class OldTables
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task MakeAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>How an operator names the table to `users import`.</summary>
    public static string Address(TestDatabase database, string table)
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var user = address.Password is { } password ? $"{address.Username}:{password}" : address.Username;
        var host = Uri.EscapeDataString(address.Host!);
        return $"postgres://{user}@{host}:{address.Port}/{address.Database}?table={table}";
    }
}
