using Identity.Server.Commands;
using Identity.Server.Database;
using Identity.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Database;

public sealed class MigratorTests(TestDatabases databases)
{
    private const string OurTables = """
        SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '__EFMigrationsHistory'
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_has_no_change_without_a_migration()
    {
        await using var context = new DesignTimeContext().CreateDbContext([]);

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory, InlineData(2), InlineData(8)]
    public async Task However_many_start_together_one_migrates_and_all_end_well(int nodes)
    {
        await using var database = await databases.CreateEmptyAsync(Ct);
        var migrated = await Task.WhenAll(
            Enumerable
                .Range(0, nodes)
                .Select(_ =>
                    WithServicesAsync(database, services => services.GetRequiredService<Migrator>().MigrateAsync(Ct))
                )
        );

        var applied = Assert.Single(migrated, names => names.Count > 0);
        Assert.Equal(
            applied,
            await Sql.ListAsync<string>(
                database.ConnectionString,
                "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY 1"
            )
        );
        Assert.Equal(0L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM clients"));
    }

    [Fact]
    public async Task A_start_on_a_schema_behind_the_code_names_what_is_missing()
    {
        await using var database = await databases.CreateEmptyAsync(Ct);

        var refusal = await Assert.ThrowsAsync<SchemaBehindException>(() =>
            Nodes.StartAsync(database.ConnectionString)
        );

        await using var context = new DesignTimeContext().CreateDbContext([]);
        Assert.All(
            context.Database.GetMigrations(),
            name => Assert.Contains(name, refusal.Message, StringComparison.Ordinal)
        );
        Assert.Contains("identity migrate", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await Sql.ListAsync<string>(database.ConnectionString, OurTables));
    }

    [Fact]
    public async Task A_start_migrates_where_the_settings_say_so()
    {
        await using var database = await databases.CreateEmptyAsync(Ct);

        await using var server = await Nodes.StartAsync(
            database.ConnectionString,
            clock: null,
            ("Database:MigrateOnStart", "true")
        );

        Assert.Equal(2L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM signing_keys"));
    }

    [Fact]
    public async Task What_the_migrations_did_they_undo_and_do_again()
    {
        await using var database = await databases.CreateAsync(Ct);

        await MigrateToAsync(database, "0");
        Assert.Empty(await Sql.ListAsync<string>(database.ConnectionString, OurTables));
        Assert.Empty(
            await Sql.ListAsync<string>(
                database.ConnectionString,
                // An extension's own functions come and go with it, and others may use it by then.
                """
                SELECT proname::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
                """
            )
        );

        await MigrateToAsync(database, null);
        Assert.NotEmpty(await Sql.ListAsync<string>(database.ConnectionString, OurTables));
    }

    [Fact]
    public async Task Every_table_column_and_index_is_named_without_need_of_quotes()
    {
        await using var database = await databases.CreateAsync(Ct);

        var names = await Sql.ListAsync<string>(
            database.ConnectionString,
            """
            SELECT DISTINCT name FROM (
              SELECT c.relname::text AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
              UNION ALL
              SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
               WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                 AND c.relname !~ '__EFMigrationsHistory'
              UNION ALL
              SELECT k.conname FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace) AS names
             WHERE name !~ '__EFMigrationsHistory'
            """
        );

        Assert.True(names.Count > 100, $"Only {names.Count} names were found.");
        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
    }

    private static async Task MigrateToAsync(TestDatabase database, string? target) =>
        await WithServicesAsync(
            database,
            async services =>
            {
                var contexts = services.GetRequiredService<IDbContextFactory<ServerDbContext>>();
                await using var context = await contexts.CreateDbContextAsync(Ct);
                await context.GetService<IMigrator>().MigrateAsync(target, Ct);
                return target;
            }
        );

    private static async Task<T> WithServicesAsync<T>(TestDatabase database, Func<IServiceProvider, Task<T>> work)
    {
        var start = new ServerStart(
            TestServer.Settings(database.ConnectionString, "http://localhost"),
            IsServing: false
        );
        await using var app = await Program.BuildAsync(start, Ct);
        return await work(app.Services);
    }
}
