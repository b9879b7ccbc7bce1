using System.Diagnostics;
using System.Globalization;
using Identity.EndToEnd.Commands;
using Identity.EndToEnd.Processes;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Deployment;

/// <summary>A backup is worth what can be restored from it: by the scripts that are handed out with the server.</summary>
public sealed class RestoreTests(TestDatabases databases) : IDisposable
{
    private const string Password = "correct horse battery staple";

    private static readonly string[] People = ["ada@example.com", "ben@example.com", "cleo@example.com"];

    private readonly WorkFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_restore_into_an_empty_database_people_sign_in_and_every_refresh_token_of_before_works_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for a shell.");
        var backup = _folder.In("identity.dump");
        var (client, tokens) = await LiveAndBackUpAsync(backup);

        await using var restored = await databases.CreateEmptyAsync(Ct);
        await ScriptAsync("restore.sh", restored.ConnectionString, backup);
        var (server, address) = Binary(restored.ConnectionString);
        await using var running = await server.ServeAsync();

        foreach (var person in People)
            Assert.NotEmpty(await SignInAsync(address, client, person));
        foreach (var token in tokens)
        {
            Assert.Equal(200, (await RefreshAsync(address, client, token)).Status);
            Assert.Equal(400, (await RefreshAsync(address, client, token)).Status);
        }
    }

    [Fact]
    public async Task Nothing_is_restored_over_a_database_that_holds_something()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for a shell.");
        await using var database = await databases.CreateStartedAsync(Ct);
        var backup = _folder.In("identity.dump");
        await ScriptAsync("backup.sh", database.ConnectionString, backup);

        var (status, said) = await RunAsync("restore.sh", database.ConnectionString, backup);

        Assert.Equal(1, status);
        Assert.Contains("is not empty", said, StringComparison.Ordinal);
    }

    // A family that was used before and one that was not, of each person.
    private async Task<(TestClient Client, List<string> Tokens)> LiveAndBackUpAsync(string backup)
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        var (server, address) = Binary(database.ConnectionString);
        var made = await server.RunAsync([
            "clients",
            "create",
            "app",
            "--grant",
            "password",
            "--grant",
            "refresh_token",
            "--scope",
            "offline_access",
        ]);
        var client = new TestClient("app", CommandRoom.Secret(made));
        foreach (var person in People)
            (await server.RunWithInputAsync(Password + "\n", "users", "create", person)).Lines();

        await using var running = await server.ServeAsync();
        var tokens = new List<string>();
        foreach (var person in People)
        {
            tokens.Add(await SignInAsync(address, client, person));
            var used = await RefreshAsync(address, client, await SignInAsync(address, client, person));
            tokens.Add(used.Json.GetProperty("refresh_token").GetString()!);
        }
        await ScriptAsync("backup.sh", database.ConnectionString, backup);
        return (client, tokens);
    }

    private (ServerBinary Server, string Address) Binary(string connectionString)
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        var server = ServerBinary.On(connectionString, _folder.Path);
        server.Environment["ASPNETCORE_URLS"] = address;
        // Once is once: a repeat a moment later is not forgiven.
        server.Environment["IDENTITY__Tokens__RefreshGrace"] = "00:00:00";
        return (server, address);
    }

    private static async Task<string> SignInAsync(string address, TestClient client, string person)
    {
        var answer = await Http.PostAsync(
            $"{address}/connect/token",
            client,
            ("grant_type", "password"),
            ("username", person),
            ("password", Password),
            ("scope", "offline_access")
        );
        return answer.Json.GetProperty("refresh_token").GetString()!;
    }

    private static Task<TestAnswer> RefreshAsync(string address, TestClient client, string token) =>
        Http.PostAsync($"{address}/connect/token", client, ("grant_type", "refresh_token"), ("refresh_token", token));

    private static async Task ScriptAsync(string name, string connectionString, string backup)
    {
        var (status, said) = await RunAsync(name, connectionString, backup);
        Assert.True(status == 0, said);
    }

    private static async Task<(int Status, string Said)> RunAsync(string name, string connectionString, string backup)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Path.Join(Checkout.Root, "deploy", "postgresql", name), ["dump", backup])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = database.Host,
                ["PGPORT"] = database.Port.ToString(CultureInfo.InvariantCulture),
                ["PGUSER"] = database.Username,
                ["PGPASSWORD"] = database.Password,
                ["PGDATABASE"] = database.Database,
            },
        };
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEndAsync(Ct);
        var errors = script.StandardError.ReadToEndAsync(Ct);
        await script.WaitForExitAsync(Ct);
        return (script.ExitCode, await output + await errors);
    }
}
