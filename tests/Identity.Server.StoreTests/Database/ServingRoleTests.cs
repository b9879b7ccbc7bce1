using System.Globalization;
using System.Security.Cryptography;
using Identity.Server.Commands.Doctor.Checks;
using Identity.Server.Database;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Tokens;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Database;

/// <summary>One role owns and migrates, another serves and can alter nothing: a node runs so, jobs included.</summary>
public sealed class ServingRoleTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly string _role = $"serving_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
    private TestDatabase? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Owner => _database!.ConnectionString;

    private string Serving =>
        new NpgsqlConnectionStringBuilder(Owner) { Username = _role, Password = "serving" }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        // As deploy/postgresql/roles.sql says it.
        await Sql.ExecuteAsync(
            Owner,
            $"""
            CREATE ROLE {_role} LOGIN PASSWORD 'serving';
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {_role};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {_role};
            GRANT EXECUTE ON FUNCTION keep_days TO {_role};
            """
        );
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Sql.ExecuteAsync(Owner, $"DROP OWNED BY {_role}; DROP ROLE {_role}");
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task A_node_whose_role_can_alter_no_table_starts_on_an_empty_database_and_keeps_its_days()
    {
        await using var node = await Nodes.StartAsync(Serving);

        var id = Guid.CreateVersion7();
        var now = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture);
        Assert.Equal(new PartitionsKept(0, 0), await node.Get<TokenKeeping>().KeepPartitionsAsync(Ct));
        await node.Get<DenyList>().DenyAsync([id], now, TimeProvider.System.GetUtcNow().AddMinutes(5), Ct);
        Assert.Equal(1L, await Sql.AskAsync<long>(Owner, "SELECT count(*) FROM deny_list"));
    }

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN extra text")]
    [InlineData("CREATE TABLE own (id int)")]
    [InlineData("ALTER TABLE audit_events DISABLE TRIGGER refuse_change")]
    [InlineData("TRUNCATE audit_events")]
    [InlineData("DROP TABLE deny_list")]
    public async Task What_alters_a_table_is_refused_to_it(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql.ExecuteAsync(Serving, sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Days_that_are_not_past_cannot_be_dropped_by_it_and_tables_that_are_not_kept_by_day_not_touched()
    {
        await Sql.ExecuteAsync(
            Owner,
            "SELECT keep_days('audit_events', current_date - 5, current_date - 5, current_date + 2)"
        );

        var dropped = await Sql.AskAsync<int>(
            Serving,
            "SELECT dropped FROM keep_days('audit_events', '9999-12-31', current_date, current_date)"
        );

        Assert.InRange(dropped, 4, 6);
        Assert.InRange(
            await Sql.AskAsync<long>(
                Owner,
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit_events'::regclass"
            ),
            2,
            4
        );
        await Assert.ThrowsAsync<PostgresException>(() =>
            Sql.ExecuteAsync(Serving, "SELECT keep_days('users', current_date, current_date, current_date)")
        );
    }

    [Fact]
    public void The_doctor_says_when_the_serving_role_could_alter_tables()
    {
        Assert.Equal(
            Verdict.Pass,
            LeastPrivilege.Judge("server", isSuperuser: false, tables: 0, mayCreate: false).Verdict
        );
        Assert.Equal(
            Verdict.Warn,
            LeastPrivilege.Judge("server", isSuperuser: false, tables: 40, mayCreate: true).Verdict
        );
        Assert.Equal(
            Verdict.Warn,
            LeastPrivilege.Judge("server", isSuperuser: false, tables: 0, mayCreate: true).Verdict
        );
        Assert.Equal(
            Verdict.Warn,
            LeastPrivilege.Judge("server", isSuperuser: true, tables: 0, mayCreate: true).Verdict
        );
    }
}
