using System.Diagnostics;
using Identity.Tests;

namespace Identity.Server.StoreTests.Hosting;

/// <summary>The server's process is killed again and again while clients rotate their refresh tokens.</summary>
public sealed class ServerKillTests
{
    private const int Clients = 20;
    private const int Kills = 10;
    private const int Rotations = 1_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task Ten_kills_in_a_thousand_rotations_leave_each_client_one_usable_token()
    {
        var started = Stopwatch.GetTimestamp();
        await using var cluster = await TestCluster.StartAsync(durable: true, Ct);
        await cluster.ManageAsync("CREATE DATABASE killed", Ct);
        var connectionString = cluster.ConnectionString("killed");
        await TestSchema.Migrate(connectionString);
        var (client, first) = await SignInAsync(connectionString);

        // A restart must fit into the grace, and takes a second or two unless the machine is busy with other tests.
        await using var server = new ServerProcess(connectionString, ("Tokens:RefreshGrace", "00:01:00"));
        await server.StartAsync();
        var load = new RefreshLoad(first, token => RotateAsync(server, client, token));
        var running = load.RunAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await ReachAsync(load, running, kill * Rotations / (Kills + 1));
            await server.KillAsync();
            await server.StartAsync();
        }
        await ReachAsync(load, running, Rotations);
        load.Stop();
        await running;

        TestContext.Current.SendDiagnosticMessage(
            $"{load.Rotations} rotations, {load.Unanswered} unanswered, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"
        );
        Assert.True(load.Unanswered >= Kills, "A kill that no client felt was none in the middle.");
        foreach (var known in load.Known)
        {
            var usable = new List<string>();
            foreach (var token in known)
            {
                if ((await server.PostAsync("/connect/introspect", client, ("token", token)))!["active"] == "True")
                    usable.Add(token);
            }
            Assert.Equal([known[^1]], usable);
            Assert.NotNull(await RotateAsync(server, client, known[^1]));
        }
        Assert.Equal(
            "20 families, 0 revoked",
            await Sql.AskAsync<string>(
                connectionString,
                "SELECT count(*) || ' families, ' || count(revoked_at) || ' revoked' FROM refresh_families"
            )
        );
    }

    private static async Task<(TestClient Client, string[] Tokens)> SignInAsync(string connectionString)
    {
        await using var node = await Nodes.StartAsync(connectionString);
        var client = await node.AddClientAsync(["openid", "offline_access"]);
        var email = await node.AddUserAsync();
        var tokens = new string[Clients];
        for (var i = 0; i < Clients; i++)
            tokens[i] = (await node.SignInAsync(client, email, "openid offline_access"))["refresh_token"]!;
        return (client, tokens);
    }

    private static async Task<string?> RotateAsync(ServerProcess server, TestClient client, string token)
    {
        var answer = await server.PostAsync(
            "/connect/token",
            client,
            ("grant_type", "refresh_token"),
            ("refresh_token", token)
        );
        if (answer is null)
            return null;
        Assert.True(answer.Status == 200, $"A client was refused: {answer.Body}");
        return answer["refresh_token"];
    }

    private static Task ReachAsync(RefreshLoad load, Task running, int rotations) =>
        Eventually.TrueAsync(TimeSpan.FromSeconds(60), () => running.IsFaulted || load.Rotations >= rotations);
}
