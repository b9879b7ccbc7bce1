using Identity.Server.StoreTests.Hosting;
using Identity.Server.StoreTests.Sessions;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens.Logout;

/// <summary>The server's process is killed with a notice in its hand.</summary>
public sealed class LogoutKillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.5")]
    public async Task A_client_that_was_being_told_hears_from_the_process_that_comes_after()
    {
        await using var cluster = await TestCluster.StartAsync(durable: true, Ct);
        await cluster.ManageAsync("CREATE DATABASE killed", Ct);
        var connectionString = cluster.ConnectionString("killed");
        await TestSchema.Migrate(connectionString);
        await using var client = await Listener.StartAsync();
        var notice = await PrepareAsync(connectionString, client.Uri);
        // It has heard the whole request when the server dies, and says nothing.
        client.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await using var server = new ServerProcess(connectionString, ("Fetching:AllowLoopback", "true"));
        await server.StartAsync();
        await Sql.ExecuteAsync(connectionString, notice);
        await Eventually.TrueAsync(Eventually.Soon, () => client.Heard.Count == 1);

        await server.KillAsync();
        client.Answer = _ => Task.CompletedTask;
        Assert.Equal("1 attempts, 0 delivered", await StateAsync(connectionString));
        // The lease runs out.
        await Sql.ExecuteAsync(connectionString, "UPDATE logout_notices SET next_attempt_at = now()");
        await server.StartAsync();

        await Eventually.TrueAsync(
            Eventually.Soon,
            async () => await StateAsync(connectionString) == "2 attempts, 1 delivered"
        );
        Assert.Equal(2, client.Heard.Count);
        Assert.Single(client.Heard.Select(LogoutDeliveryTests.JwtIdOf).Distinct());
    }

    private static Task<string> StateAsync(string connectionString) =>
        Sql.AskAsync<string>(
            connectionString,
            "SELECT attempts || ' attempts, ' || count(delivered_at) || ' delivered' FROM logout_notices GROUP BY attempts"
        );

    /// <summary>A client and a person; and the statement that has the one hear of the other, which wakes whoever listens.</summary>
    private static async Task<string> PrepareAsync(string connectionString, string uri)
    {
        await using var node = await Nodes.StartAsync(connectionString);
        var client = await Joined.AddClientAsync(node, uri);
        var person = (await Browsers.CreateAsync(node)).Person;
        return $"""
            INSERT INTO logout_notices (id, client_id, user_id, session_id, created_at, attempts, next_attempt_at)
            VALUES (gen_random_uuid(), '{client.Id}', '{person.Id}', gen_random_uuid(), now(), 0, now())
            """;
    }
}
