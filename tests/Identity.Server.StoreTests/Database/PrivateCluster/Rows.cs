using System.Diagnostics;
using Identity.Server.Database.PrivateCluster;
using Npgsql;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

/// <summary>Writes and counts rows, to see that what a cluster promised it kept.</summary>
internal static class Rows
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task WriteAsync(this PostgresCluster cluster, int count)
    {
        await cluster.ExecuteAsync("CREATE TABLE IF NOT EXISTS kept (id int GENERATED ALWAYS AS IDENTITY)");
        for (var row = 0; row < count; row++)
            await cluster.ExecuteAsync("INSERT INTO kept DEFAULT VALUES");
    }

    public static async Task<long> CountAsync(this PostgresCluster cluster) =>
        (long)(await cluster.ExecuteAsync("SELECT count(*) FROM kept"))!;

    /// <summary>Asks until the answer is a new one; on its way back PostgreSQL does not answer at all.</summary>
    public static async Task<object?> ChangedAsync(this PostgresCluster cluster, string sql, object? before)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Deadline)
        {
            try
            {
                if (await cluster.ExecuteAsync(sql) is { } answer && !answer.Equals(before))
                    return answer;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }

        return before;
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, "The awaited condition did not come true.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<object?> ExecuteAsync(this PostgresCluster cluster, string sql)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(cluster.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }
}
