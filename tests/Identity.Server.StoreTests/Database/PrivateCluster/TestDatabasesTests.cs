using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

public sealed class TestDatabasesTests(ClassDatabase own) : IClassFixture<ClassDatabase>
{
    [Fact]
    public async Task A_class_has_a_database_that_works()
    {
        await ExecuteAsync(own.ConnectionString, "CREATE TABLE mine ()");

        Assert.Equal(0L, await ExecuteAsync(own.ConnectionString, "SELECT count(*) FROM mine"));
    }

    [Fact]
    public async Task Databases_are_migrated_once_and_copied_and_do_not_see_each_other()
    {
        var ct = TestContext.Current.CancellationToken;
        var migrations = 0;
        await using var databases = new TestDatabases(connection =>
        {
            migrations++;
            return ExecuteAsync(connection, "CREATE TABLE migrated (id int)");
        });

        await using var first = await databases.CreateAsync(ct);
        await using var second = await databases.CreateAsync(ct);
        await ExecuteAsync(first.ConnectionString, "INSERT INTO migrated VALUES (1)");

        Assert.Equal(1, migrations);
        Assert.Equal(1L, await ExecuteAsync(first.ConnectionString, "SELECT count(*) FROM migrated"));
        Assert.Equal(0L, await ExecuteAsync(second.ConnectionString, "SELECT count(*) FROM migrated"));
    }

    [Fact]
    public async Task A_durable_cluster_that_is_killed_keeps_what_it_promised()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await TestCluster.StartAsync(durable: true, ct);
        var connection = cluster.ConnectionString("postgres") + ";Pooling=false";
        await ExecuteAsync(connection, "CREATE TABLE kept AS SELECT 1 AS id");

        await cluster.KillAndRecoverAsync(ct);

        Assert.Equal(1L, await ExecuteAsync(connection, "SELECT count(*) FROM kept"));
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }
}
