using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Keys;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>Tokens are good on every node, and after a restart of all of them.</summary>
public sealed class SurvivalTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData("HS256"), InlineData("RS256"), InlineData("ES256"), Spec("RFC 7662 §2.2")]
    public async Task Tokens_survive_a_restart_and_are_good_on_a_second_node(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        await using var database = await databases.CreateAsync(Ct);
        TestClient client;
        string access;
        string refresh;
        await using (var first = await Nodes.StartAsync(database.ConnectionString))
        {
            var api = await first.AddApiAsync(algorithm);
            client = await first.AddClientAsync(
                [api.Scope, "offline_access"],
                one => one with { Audience = api.Audience }
            );
            var signIn = await first.SignInAsync(client, await first.AddUserAsync(), $"{api.Scope} offline_access");
            (access, refresh) = (signIn["access_token"]!, signIn["refresh_token"]!);
        }

        await using var a = await Nodes.StartAsync(database.ConnectionString);
        await using var b = await Nodes.StartAsync(database.ConnectionString);
        foreach (var node in new[] { a, b })
        {
            Assert.Equal("True", await ActiveAsync(node, client, access));
            Assert.Equal("True", await ActiveAsync(node, client, refresh));
        }
        foreach (var node in new[] { a, b, a })
        {
            var answer = await node.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", refresh));
            Assert.Equal(200, answer.Status);
            refresh = answer["refresh_token"]!;
        }
    }

    [Fact]
    public async Task A_token_signed_with_a_key_made_just_now_is_good_at_once_on_a_node_that_has_not_heard_of_it()
    {
        var clock = new ManualClock();
        await using var database = await databases.CreateAsync(Ct);
        await using var a = await Nodes.StartAsync(database.ConnectionString, clock);
        var rsa = await a.AddApiAsync();
        var ec = await a.AddApiAsync(JwsAlgorithm.ES256);
        var client = await a.AddClientAsync([rsa.Scope, ec.Scope]);
        await using var b = await Nodes.StartAsync(database.ConnectionString, clock);
        await b.Get<Notifications>().StopAsync(Ct);
        for (var rotation = 0; rotation < 5; rotation++)
        {
            // Unknown keys are asked for at most once a second.
            clock.Advance(TimeSpan.FromSeconds(1));
            await a.Get<SigningKeys>().RotateAsync(TimeSpan.Zero, Ct);
            foreach (var scope in new[] { rsa.Scope, ec.Scope })
            {
                var token = await a.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", scope));
                Assert.Equal("True", await ActiveAsync(b, client, token["access_token"]!));
            }
        }
    }

    private static async Task<string?> ActiveAsync(TestServer node, TestClient client, string token) =>
        (await node.PostAsync("/connect/introspect", client, ("token", token)))["active"];
}
