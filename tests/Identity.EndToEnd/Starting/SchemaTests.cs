using Identity.EndToEnd.Processes;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Starting;

/// <summary>A server and a database that are not of one age.</summary>
public sealed class SchemaTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IDisposable
{
    private const string Empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_schema_behind_is_refused_with_the_missing_migrations_until_migrate_has_applied_them()
    {
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        await using (var empty = source.CreateCommand(Empty))
            await empty.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var server = ServerBinary.On(database.ConnectionString, _folder.Path);
        server.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServerBinary.FreePort()}";

        foreach (
            var command in (string[][])
                [
                    ["serve"],
                    ["clients", "list"],
                ]
        )
        {
            var refusal = (await server.RunAsync(command)).Refusal();
            Assert.Contains("_Initial", refusal, StringComparison.Ordinal);
            Assert.Contains("identity migrate", refusal, StringComparison.Ordinal);
        }

        Assert.Contains(
            (await server.RunAsync("migrate")).Lines(),
            line => line.EndsWith("_Initial", StringComparison.Ordinal)
        );
        Assert.Equal(["The database is up to date."], (await server.RunAsync("migrate")).Lines());
        await using var running = await server.ServeAsync();
    }
}
