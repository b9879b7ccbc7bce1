using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Identity.Server.Database.PrivateCluster;
using Npgsql;

namespace Identity.Tests;

/// <summary>A real PgBouncer before a test database, on a free loopback port.</summary>
public sealed class TestPooler : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly string _folder;

    private TestPooler(Process process, string folder, string connectionString)
    {
        _process = process;
        _folder = folder;
        ConnectionString = connectionString;
    }

    /// <summary>The same database, through the pooler.</summary>
    public string ConnectionString { get; }

    /// <summary>Skips the test where there is no PgBouncer.</summary>
    /// <param name="connectionString">The database itself.</param>
    /// <param name="mode">transaction, or session.</param>
    public static async Task<TestPooler> StartAsync(
        string connectionString,
        CancellationToken ct,
        string mode = "transaction"
    )
    {
        var program = Tool.Find("pgbouncer");
        Assert.SkipWhen(program is null, "PgBouncer is not installed: apt-get install pgbouncer.");

        var direct = new NpgsqlConnectionStringBuilder(connectionString);
        var port = FreePort.Take();
        var folder = Directory
            .CreateDirectory(
                Path.Join(
                    Path.GetTempPath(),
                    $"identity-pooler-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}"
                )
            )
            .FullName;
        var settings = Path.Join(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, Settings(direct, port, mode), ct);
        // Like PostgreSQL, it refuses to run as root.
        var account = Environment.IsPrivilegedProcess ? await ServerAccount.UnprivilegedAsync(ct) : ServerAccount.Self;
        var start = Tool.Command(account.Command(program!, "--quiet", settings));
        var pooled = new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = port };
        var pooler = new TestPooler(Process.Start(start)!, folder, pooled.ConnectionString);
        await pooler.AnswersAsync(ct);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Settings(NpgsqlConnectionStringBuilder direct, int port, string mode) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            [databases]
            * = host={direct.Host} port={direct.Port} user={direct.Username}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            default_pool_size = 8
            max_client_conn = 200
            """
        );

    private async Task AnswersAsync(CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync(ct);
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < Deadline)
            {
                await Task.Delay(20, ct);
            }
        }
    }
}
