using System.Diagnostics;
using Identity.Server.Commands;
using Identity.Server.Database;
using Identity.Server.Database.Upgrades;
using Identity.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Identity.Server.StoreTests.Database.Upgrades;

/// <summary>Migrating under those who are at work.</summary>
public sealed class MigrationRunTests(TestDatabases databases)
{
    private const string Invalid =
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_clients_later'::regclass";
    private const string State =
        "SELECT indisvalid::text || ' ' || indexrelid FROM pg_index WHERE indexrelid = 'ix_clients_later'::regclass";
    private const string Record = "INSERT INTO \"__EFMigrationsHistory\" VALUES ('20990101000000_Later', '10.0.0')";

    private const string Applied = "SELECT count(*) FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '2099%'";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_reads_is_not_held_up_by_a_migration_that_waits_for_somebody_else()
    {
        await using var database = await databases.CreateAsync(Ct);
        await using var app = await BuildAsync(database);
        var undone = await UndoAsync(app.Services, first: "Administration");
        await using var holder = await Sql.OpenAsync(database.ConnectionString);
        var transaction = await holder.BeginTransactionAsync(Ct);
        await using (var read = new NpgsqlCommand("SELECT count(*) FROM users", holder))
            await read.ExecuteScalarAsync(Ct);

        var migrator = app.Services.GetRequiredService<Migrator>();
        var refused = Assert.ThrowsAsync<InvalidOperationException>(() =>
            migrator.MigrateAsync(TimeSpan.FromSeconds(2), Ct)
        );
        await Eventually.TrueAsync(
            Eventually.Soon,
            async () =>
                await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM pg_locks WHERE NOT granted")
                > 0
        );
        var watch = Stopwatch.StartNew();
        await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM users");

        // It stands in the queue behind the migration, which gives up its place.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, MigrationRun.LockTimeout + TimeSpan.FromSeconds(1));
        var said = (await refused).Message;
        Assert.Contains("Nothing was changed", said, StringComparison.Ordinal);
        Assert.Contains($"process {holder.ProcessID} ", said, StringComparison.Ordinal);

        await transaction.CommitAsync(Ct);
        await transaction.DisposeAsync();
        Assert.Equal(undone, (await migrator.MigrateAsync(Ct)).Count);
    }

    [Fact]
    public async Task Of_a_migration_and_a_request_that_wait_for_each_other_the_migration_gives_way()
    {
        await using var database = await databases.CreateAsync(Ct);
        await using var request = await Sql.OpenAsync(database.ConnectionString);
        await using var other = await Sql.OpenAsync(database.ConnectionString);
        await using var connection = await Sql.OpenAsync(database.ConnectionString);
        // Whoever waits first is the first to look for a deadlock, and the one that PostgreSQL ends.
        await ExecuteAsync(request, "SET deadlock_timeout = '1800ms'");
        await ExecuteAsync(connection, "SET deadlock_timeout = '1min'");
        await using var asking = await request.BeginTransactionAsync(Ct);
        await ExecuteAsync(request, "LOCK TABLE users IN ROW EXCLUSIVE MODE");
        await using var holding = await other.BeginTransactionAsync(Ct);
        await ExecuteAsync(other, "LOCK TABLE refresh_families IN ROW EXCLUSIVE MODE");

        // It has the clients, waits for the families, and will want the users.
        var migrating = new MigrationRun(connection, TimeProvider.System, NullLogger.Instance).ApplyAsync(
            Later(
                "ALTER TABLE clients ADD later text",
                "ALTER TABLE refresh_families ADD later text",
                "ALTER TABLE users ADD later text"
            ),
            TimeSpan.FromSeconds(30),
            Ct
        );
        await WaitsForAsync(database, "refresh_families");
        var answered = ExecuteAsync(request, "LOCK TABLE clients IN ROW EXCLUSIVE MODE");
        await holding.CommitAsync(Ct);

        await answered;
        await asking.CommitAsync(Ct);
        await migrating;
        Assert.Equal(1L, await Sql.AskAsync<long>(database.ConnectionString, Applied));
    }

    [Fact]
    public async Task An_index_that_was_half_built_is_built_anew_and_one_that_is_there_is_left()
    {
        await using var database = await databases.CreateAsync(Ct);
        await Sql.ExecuteAsync(database.ConnectionString, "CREATE INDEX ix_clients_later ON clients (name);" + Invalid);
        var halfBuilt = await Sql.AskAsync<string>(database.ConnectionString, State);
        var statement = Assert.Single(
            SqlStatement.Split("CREATE INDEX CONCURRENTLY ix_clients_later ON clients (name)")
        );
        var migration = new PlannedMigration(
            "20990101000000_Later",
            [new PlannedStatement(statement.Text, IsOutside: true, StatementLocks.Of(statement), [])],
            Record
        );
        await using var connection = await Sql.OpenAsync(database.ConnectionString);
        var run = new MigrationRun(connection, TimeProvider.System, NullLogger.Instance);

        await run.ApplyAsync(migration, TimeSpan.Zero, Ct);
        var built = await Sql.AskAsync<string>(database.ConnectionString, State);
        await Sql.ExecuteAsync(
            database.ConnectionString,
            "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '2099%'"
        );
        await run.ApplyAsync(migration, TimeSpan.Zero, Ct);

        Assert.StartsWith("false", halfBuilt, StringComparison.Ordinal);
        Assert.StartsWith("true", built, StringComparison.Ordinal);
        Assert.Equal(built, await Sql.AskAsync<string>(database.ConnectionString, State));
    }

    [Fact]
    public async Task The_plan_of_the_last_migration_says_what_it_locks_and_changes_nothing()
    {
        await using var database = await databases.CreateAsync(Ct);
        await using var app = await BuildAsync(database);
        await UndoAsync(app.Services);

        var migrator = app.Services.GetRequiredService<Migrator>();
        var plan = Assert.Single(await migrator.PlanAsync(Ct));

        Assert.NotEmpty(plan.Statements);
        Assert.Equal(plan.Name, Assert.Single(await migrator.PlanAsync(Ct)).Name);
        Assert.Equal([plan.Name], await migrator.MigrateAsync(Ct));
        Assert.Empty(await migrator.PlanAsync(Ct));
    }

    private static PlannedMigration Later(params string[] statements) =>
        new(
            "20990101000000_Later",
            [
                .. statements
                    .Select(text => Assert.Single(SqlStatement.Split(text)))
                    .Select(statement => (statement.Text, Effect: StatementLocks.Of(statement)))
                    .Select(one => new PlannedStatement(one.Text, IsOutside: false, one.Effect, one.Effect.Locks)),
            ],
            Record
        );

    private static Task WaitsForAsync(TestDatabase database, string table) =>
        Eventually.TrueAsync(
            Eventually.Soon,
            async () =>
                await Sql.AskAsync<long>(
                    database.ConnectionString,
                    $"SELECT count(*) FROM pg_locks WHERE relation = '{table}'::regclass AND NOT granted"
                ) > 0
        );

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    // The one that is named and all that came after it, otherwise the last one; says how many.
    private static async Task<int> UndoAsync(IServiceProvider services, string? first = null)
    {
        await using var context = await services
            .GetRequiredService<IDbContextFactory<ServerDbContext>>()
            .CreateDbContextAsync(Ct);
        var all = context.Database.GetMigrations().ToList();
        var kept = first is null
            ? all.Count - 1
            : all.FindIndex(name => name.EndsWith($"_{first}", StringComparison.Ordinal));
        await context.GetService<IMigrator>().MigrateAsync(all[kept - 1], Ct);
        return all.Count - kept;
    }

    private static Task<Microsoft.AspNetCore.Builder.WebApplication> BuildAsync(TestDatabase database) =>
        Program.BuildAsync(
            new ServerStart(TestServer.Settings(database.ConnectionString, "http://localhost"), IsServing: false),
            Ct
        );
}
