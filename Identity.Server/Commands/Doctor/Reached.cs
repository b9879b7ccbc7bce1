using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Checkups;
using Npgsql;

namespace Identity.Server.Commands.Doctor;

/// <summary>An attempt to reach the database that the settings name, and what came of it.</summary>
internal sealed class Reached : IAsyncDisposable
{
    private const string Name = "Database reached";
    private const string Who = """
        SELECT current_setting('server_version') || ' as ' || current_user || ' in ' || current_database()
        """;

    private DatabaseHome? _home;
    private NpgsqlDataSource? _source;
    private NpgsqlConnection? _connection;

    private Reached() { }

    public Finding Finding { get; private set; } = Finding.Pass(Name, "");

    /// <summary>Null where it was not reached.</summary>
    public Patient? Patient { get; private set; }

    public static async Task<Reached> TryAsync(Examination at, CancellationToken ct)
    {
        var reached = new Reached();
        var where = "The database";
        var broken = await Guard.CatchAsync(
            async () =>
            {
                if (at.ConnectionSetting is { Length: > 0 } text)
                    where = ConnectionText.Describe(ConnectionText.Read(DatabaseHome.Setting, text));
                await reached.OpenAsync(at, ct);
            },
            ct
        );
        if (broken is not null)
        {
            reached.Patient = null;
            var (said, cure) = Faulted.OfConnection(broken, where);
            reached.Finding = Finding.Fail(
                Name,
                $"{said} Schema, keys, secrets and jobs could not be looked at.",
                cure
            );
        }
        return reached;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
        if (_home is not null)
            await _home.DisposeAsync();
    }

    private async Task OpenAsync(Examination at, CancellationToken ct)
    {
        using var quiet = LoggerFactory.Create(_ => { });
        _home = await DatabaseHome.OpenAsync(
            at.ConnectionSetting,
            // What is wrong with the direct endpoint is a finding of its own.
            directConnectionString: null,
            mayStartCluster: at.Environment.IsDevelopment(),
            isShared: true,
            quiet.CreateLogger<DatabaseHome>(),
            ct
        );
        _source = NpgsqlDataSource.Create(SessionProbe.Unpooled(_home.ConnectionString));
        _connection = await _source.OpenConnectionAsync(ct);
        Patient = new Patient(_connection, _home);
        var server = await Patient.AskAsync<string>(Who, ct);
        Finding = Finding.Pass(
            Name,
            $"{ConnectionText.Describe(new NpgsqlConnectionStringBuilder(_home.ConnectionString))}: PostgreSQL {server}"
        );
    }
}
