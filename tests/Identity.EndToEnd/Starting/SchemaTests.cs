using Identity.EndToEnd.Processes;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Starting;

/// <summary>A server and a database that are not of one age.</summary>
public sealed class SchemaTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IDisposable
{
    private const string Empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    private const string Secret = "secret: ";
    private const string Password = "correct horse battery staple";

    // What the next release might add, and a release that does not know it.
    private const string Ahead = """
        ALTER TABLE users ADD later text;
        ALTER TABLE refresh_families ADD later uuid;
        CREATE TABLE later (id uuid PRIMARY KEY, user_id uuid REFERENCES users (id) ON DELETE CASCADE);
        CREATE INDEX ix_users_later ON users (later);
        INSERT INTO "__EFMigrationsHistory" VALUES ('20990101000000_Later', '10.0.0');
        """;

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_schema_behind_is_refused_with_the_missing_migrations_until_migrate_has_applied_them()
    {
        await ExecuteAsync(Empty);
        var server = ServerBinary.On(database.ConnectionString, _folder.Path);
        server.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Take()}";

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

    [Fact]
    public async Task A_schema_ahead_is_served_and_told_of()
    {
        await ExecuteAsync(Ahead);
        var port = FreePort.Take();
        var server = ServerBinary.On(database.ConnectionString, _folder.Path);
        server.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        string[] client =
        [
            "clients",
            "create",
            "app",
            "--grant",
            "password",
            "--grant",
            "refresh_token",
            "--scope",
            "offline_access",
        ];
        var secret = Assert.Single((await server.RunAsync([.. client, "--allow-unverified"])).Lines(), IsSecret)[
            Secret.Length..
        ];
        await server.RunWithInputAsync(Password + "\n", "users", "create", "ann@example.com");

        await using var running = await server.ServeAsync();
        var app = new TestClient("app", secret);
        var url = $"http://127.0.0.1:{port}/connect/token";
        var signedIn = await Http.PostAsync(
            url,
            app,
            ("grant_type", "password"),
            ("username", "ann@example.com"),
            ("password", Password),
            ("scope", "offline_access")
        );
        var refreshed = await Http.PostAsync(
            url,
            app,
            ("grant_type", "refresh_token"),
            ("refresh_token", signedIn["refresh_token"]!)
        );

        Assert.Equal(200, refreshed.Status);
        Assert.Contains(
            "ahead of this server, which does not know its migrations 20990101000000_Later",
            running.Printed,
            StringComparison.Ordinal
        );
        Assert.Contains("The database is up to date.", (await server.RunAsync("migrate")).Lines());
    }

    private static bool IsSecret(string line) => line.StartsWith(Secret, StringComparison.Ordinal);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
