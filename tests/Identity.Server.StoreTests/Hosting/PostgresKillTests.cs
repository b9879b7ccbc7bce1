using Identity.Tests;

namespace Identity.Server.StoreTests.Hosting;

/// <summary>PostgreSQL is killed again and again while clients rotate their refresh tokens.</summary>
public sealed class PostgresKillTests
{
    private const int Clients = 16;
    private const int Kills = 3;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_that_was_acknowledged_is_never_lost()
    {
        await using var cluster = await TestCluster.StartAsync(durable: true, Ct);
        await cluster.ManageAsync("CREATE DATABASE killed", Ct);
        var connectionString = cluster.ConnectionString("killed");
        await TestSchema.Migrate(connectionString);
        await using var node = await Nodes.StartAsync(connectionString, null, ("Tokens:RefreshGrace", "00:01:00"));
        var client = await node.AddClientAsync(["openid", "offline_access"]);
        var email = await node.AddUserAsync();
        var first = new List<string>();
        for (var i = 0; i < Clients; i++)
            first.Add((await node.SignInAsync(client, email, "openid offline_access"))["refresh_token"]!);

        var load = new RefreshLoad(first, token => RotateAsync(node, client, token));
        var running = load.RunAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = load.Rotations;
            await Eventually.TrueAsync(Eventually.Soon, () => running.IsFaulted || load.Rotations >= before + 200);
            await cluster.KillAndRecoverAsync(Ct);
        }
        var recovered = load.Rotations;
        await Eventually.TrueAsync(Eventually.Soon, () => running.IsFaulted || load.Rotations >= recovered + 200);
        load.Stop();
        await running;

        TestContext.Current.SendDiagnosticMessage($"{load.Rotations} rotations, {load.Unanswered} not acknowledged");
        Assert.True(load.Unanswered >= Kills);
        // A token that PostgreSQL had forgotten would count as one used twice, and end its family.
        foreach (var known in load.Known)
            Assert.NotNull(await RotateAsync(node, client, known[^1]));
        Assert.Equal(0L, await Sql.AskAsync<long>(connectionString, "SELECT count(revoked_at) FROM refresh_families"));
        await Nodes.IsLiveAsync(node);
    }

    private static async Task<string?> RotateAsync(TestServer node, TestClient client, string token)
    {
        var answer = await node.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", token));
        if (answer.Status == 503)
        {
            Assert.NotNull(answer.Response.Headers.RetryAfter);
            return null;
        }
        Assert.True(answer.Status == 200, $"A client was refused: {answer.Status} {answer.Body}");
        return answer["refresh_token"];
    }
}
