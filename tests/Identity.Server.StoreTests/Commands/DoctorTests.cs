using System.Net.Sockets;
using System.Text;
using Identity.Jose;
using Identity.Server.Commands;
using Identity.Server.Commands.Doctor;
using Identity.Server.Database.PrivateCluster;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Resources;
using Identity.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Identity.Server.StoreTests.Commands;

/// <summary>A server that is well, and what doctor says when one thing is not.</summary>
public sealed class DoctorTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("identity-doctor-").FullName;
    private TestDatabase? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Database => _database!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        // What a first start makes besides keys: partitions, jobs.
        await using var node = await Nodes.StartAsync(Database);
    }

    [Fact]
    public async Task A_server_that_is_well_has_no_failure() =>
        Assert.DoesNotContain(await LookAsync(), finding => finding.Verdict is Verdict.Fail);

    [Fact]
    public async Task A_clock_that_is_off_is_named()
    {
        var clock = new ManualClock(TimeProvider.System.GetUtcNow().AddSeconds(-45));

        await FailsAsync("Clock", "ahead of", "NTP", clock: clock);
    }

    [Fact]
    public async Task A_schema_behind_is_named_with_the_migrations_that_it_lacks()
    {
        await Sql.ExecuteAsync(
            Database,
            "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_Accounts'"
        );

        await FailsAsync("Migrations", "_Accounts", "identity migrate");
    }

    [Fact]
    public async Task A_schema_ahead_is_a_warning_that_names_the_migrations_it_has()
    {
        await Sql.ExecuteAsync(
            Database,
            "INSERT INTO \"__EFMigrationsHistory\" VALUES ('20990101000000_Later', '10.0.0'); ALTER TABLE clients ADD COLUMN later text"
        );

        var findings = await LookAsync();

        Assert.DoesNotContain(findings, finding => finding.Verdict is Verdict.Fail);
        Said(findings, Verdict.Warn, "Migrations", "20990101000000_Later", "version that migrated");
        Said(findings, Verdict.Warn, "Columns", "clients has later", "newer version");
    }

    [Fact]
    public async Task A_column_that_somebody_changed_is_named()
    {
        await Sql.ExecuteAsync(
            Database,
            "ALTER TABLE clients DROP COLUMN name; ALTER TABLE scopes ALTER COLUMN description TYPE varchar(77)"
        );

        var findings = await LookAsync();

        Said(findings, Verdict.Fail, "Columns", "clients lacks name", "by hand");
        Said(findings, Verdict.Fail, "Columns", "scopes.description is character varying(77)", "by hand");
    }

    [Fact]
    public async Task A_pooled_endpoint_alone_is_a_warning_that_names_the_setting()
    {
        await using var pooler = await TestPooler.StartAsync(Database, Ct);
        var settings = (string connection) => ("ConnectionStrings:Identity", (string?)connection);

        var findings = await LookAsync(set: settings(pooler.ConnectionString));
        var mended = await LookAsync(
            null,
            settings(pooler.ConnectionString),
            ("ConnectionStrings:IdentityDirect", Database)
        );

        Assert.DoesNotContain(findings, finding => finding.Verdict is Verdict.Fail);
        Said(findings, Verdict.Warn, "Endpoint", "pooled endpoint", "ConnectionStrings:IdentityDirect");
        Said(mended, Verdict.Pass, "Endpoint", "migrations and notifications", cure: null);
    }

    [Fact]
    public async Task A_wrong_password_is_named_and_not_printed()
    {
        await using var cluster = await PostgresCluster.StartAsync(
            Path.Join(_folder, "cluster"),
            new PostgresClusterSettings { Loopback = true, Durable = false },
            NullLogger.Instance,
            Ct
        );
        var wrong = new NpgsqlConnectionStringBuilder(cluster.ConnectionString("postgres")) { Password = "hunter2" };

        var findings = await LookAsync(set: ("ConnectionStrings:Identity", wrong.ConnectionString));

        Said(findings, Verdict.Fail, "Database reached", "password is wrong", "ConnectionStrings:Identity");
        Assert.DoesNotContain(findings, finding => $"{finding}".Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=hunter2", "nothing listens there")]
    [InlineData("postgres://u:hunter2@no-such-host.invalid/d", "name of the host is not known")]
    [InlineData("postgres://u:hunter2@host:many/d", "has a port")]
    public async Task A_database_that_is_not_there_is_named_and_the_rest_is_looked_at(string connection, string said)
    {
        var findings = await LookAsync(set: ("ConnectionStrings:Identity", connection));

        Said(findings, Verdict.Fail, "Database reached", said, "");
        Said(findings, Verdict.Pass, "Issuer", "", cure: null);
        Assert.DoesNotContain(findings, finding => $"{finding}".Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var missing = new NpgsqlConnectionStringBuilder(Database) { Database = "nowhere" }.ConnectionString;

        Said(
            await LookAsync(set: ("ConnectionStrings:Identity", missing)),
            Verdict.Fail,
            "Database reached",
            "no such database",
            "createdb"
        );
    }

    [Fact]
    public async Task Two_databases_are_named_with_both_their_sources()
    {
        await File.WriteAllTextAsync(
            Path.Join(_folder, ".env"),
            "DATABASE_URL=postgres://u:hunter2@elsewhere/other\n",
            Ct
        );

        var finding = await FailsAsync("Database settings", "elsewhere:5432/other", "Keep one");

        Assert.Contains(".env", finding.Said, StringComparison.Ordinal);
        Assert.Contains("the command line", finding.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{finding}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_master_key_of_another_database_is_named() =>
        await FailsAsync(
            "Signing keys",
            "not the one that sealed",
            "MasterKey:Value",
            null,
            ("MasterKey:Value", Convert.ToBase64String(new byte[32]))
        );

    [Fact]
    public async Task A_secret_that_can_be_guessed_is_named_by_its_API_and_not_printed()
    {
        const string Secret = "your-secret-key-change-in-production-please";
        await using (var node = await Nodes.StartAsync(Database))
        {
            var weak = new NewApi
            {
                Audience = "urn:weak",
                Algorithm = JwsAlgorithm.HS256,
                Profile = TokenProfile.Plain,
                Secret = Encoding.UTF8.GetBytes(Secret),
            };
            Assert.IsType<ApiRegistration.Done>(await node.Get<ApiRegistry>().CreateAsync(weak, Ct));
        }

        var finding = await FailsAsync("Shared secrets", "urn:weak", "identity apis rotate-secret urn:weak");

        Assert.DoesNotContain(Secret, $"{finding}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_named() =>
        await FailsAsync("Mail", "127.0.0.1:1", "Mail:Host", null, ("Mail:Host", "127.0.0.1"), ("Mail:Port", "1"));

    [Fact]
    public async Task A_mail_server_that_says_nothing_is_given_up_after_seconds()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port.ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );

        await FailsAsync("Mail", "did not answer", "Mail:Host", null, ("Mail:Host", "127.0.0.1"), ("Mail:Port", port));
    }

    [Fact]
    public async Task The_check_list_of_production_has_a_line_for_each_point()
    {
        var findings = await LookAsync(isProduction: true);

        Assert.All(
            (string[])
                [
                    "New secret",
                    "HTTPS only",
                    "Backups",
                    "Rate limits",
                    "Monitoring",
                    "CORS",
                    "Security headers",
                    "Log aggregation",
                    "Letters",
                    "Doors",
                    "Metrics port",
                    "Connections",
                    "Replication",
                    "Owner",
                ],
            point => Assert.Single(findings, finding => finding.Check == point)
        );
    }

    [Fact]
    public async Task An_origin_that_lets_others_in_is_named()
    {
        await Sql.ExecuteAsync(
            Database,
            """
            INSERT INTO account_profiles (name, document, updated_at) VALUES ('front', '{"cors": {"origins": ["http://localhost:3000"]}}', now())
            """
        );

        Said(await LookAsync(isProduction: true), Verdict.Fail, "CORS", "http://localhost:3000 (front)", "https");
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Finding> FailsAsync(
        string check,
        string said,
        string cure,
        TimeProvider? clock = null,
        params (string Key, string? Value)[] settings
    ) => Said(await LookAsync(clock, settings), Verdict.Fail, check, said, cure);

    private static Finding Said(List<Finding> findings, Verdict verdict, string check, string said, string? cure) =>
        Assert.Single(
            findings,
            finding =>
                finding.Verdict == verdict
                && finding.Check == check
                && finding.Said.Contains(said, StringComparison.Ordinal)
                && (cure is null || finding.Cure!.Contains(cure, StringComparison.Ordinal))
        );

    private Task<List<Finding>> LookAsync((string Key, string? Value) set) => LookAsync(null, set);

    private Task<List<Finding>> LookAsync(bool isProduction) => MakeAsync(null, isProduction, []);

    private Task<List<Finding>> LookAsync(TimeProvider? clock = null, params (string Key, string? Value)[] settings) =>
        MakeAsync(clock, isProduction: false, settings);

    private async Task<List<Finding>> MakeAsync(
        TimeProvider? clock,
        bool isProduction,
        (string Key, string? Value)[] settings
    )
    {
        var all = TestServer.Settings(Database, "https://id.example.dev");
        all.Remove("Urls");
        // As production has it: by the host alone.
        all.Remove("Mail:Transport");
        foreach (var (key, value) in settings)
            all[key] = value;
        var builder = new ServerStart(all, IsServing: false).CreateBuilder();
        var at = new Examination(builder.Configuration, builder.Environment, clock ?? TimeProvider.System, isProduction)
        {
            Folder = _folder,
        };
        return await Rounds.MakeAsync(at, Ct);
    }
}
