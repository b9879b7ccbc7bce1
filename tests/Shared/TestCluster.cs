using System.Diagnostics;
using System.Security.Cryptography;
using Identity.Server.Database.PrivateCluster;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Identity.Tests;

/// <summary>A PostgreSQL server in a temporary folder, gone when the tests are; fast unless a test asks for durability.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string StartTime = "SELECT pg_postmaster_start_time()::text";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly PostgresCluster _cluster;
    private readonly string _folder;

    private TestCluster(PostgresCluster cluster, string folder)
    {
        _cluster = cluster;
        _folder = folder;
    }

    public static async Task<TestCluster> StartAsync(bool durable, CancellationToken ct)
    {
        var folder = Path.Join(
            Path.GetTempPath(),
            $"identity-tests-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}"
        );
        var settings = new PostgresClusterSettings
        {
            Durable = durable,
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "300" },
        };
        return new TestCluster(await PostgresCluster.StartAsync(folder, settings, NullLogger.Instance, ct), folder);
    }

    public string ConnectionString(string database) => _cluster.ConnectionString(database);

    /// <summary>Ends PostgreSQL as <c>kill -9</c> or the loss of power does, and returns without waiting for it to come back.</summary>
    public Task KillAsync() => _cluster.SignalAsync("KILL");

    /// <summary>Ends PostgreSQL as <see cref="KillAsync"/> does, and returns when it answers again.</summary>
    public async Task KillAndRecoverAsync(CancellationToken ct)
    {
        var before = await AskAsync(StartTime, ct);
        await KillAsync();

        var killed = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(killed) < Deadline)
        {
            try
            {
                if (!before.Equals(await AskAsync(StartTime, ct), StringComparison.Ordinal))
                    return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(10, ct);
            }
        }

        throw new TimeoutException("PostgreSQL did not come back.");
    }

    /// <summary>Runs a statement about databases rather than in one.</summary>
    public async Task ManageAsync(string statement, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();

        // As root it may be elsewhere than we asked.
        foreach (var folder in new[] { _cluster.Folder, _folder }.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }

    private async Task<string> AskAsync(string question, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = new NpgsqlCommand(question, connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        return connection;
    }
}
