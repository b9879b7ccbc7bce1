using System.Diagnostics;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Protocol.Logout;
using Identity.Server.Tokens.Logout;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Whoever may register where his client hears of logouts has the server, or other people's browsers, call on others.</summary>
public sealed class ForgeryByLogoutAddress(ClassServer host, TestDatabases databases) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://localhost:{0}/")]
    public async Task Nothing_of_this_machine_is_called_by_the_server(string address)
    {
        await using var secret = Origin.Answering(Origin.Ok("\"secret\""));
        var uri = string.Format(null, address, secret.Port);
        using var scene = await LogoutScene.SetAsync(host.Server, asked => asked with { BackchannelLogoutUri = uri });

        var end = await scene.BringAsync();
        await host.Server.Get<LogoutDelivery>().DeliverDueAsync(Ct);

        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.Equal(0, secret.Connections);
        var error = await ErrorAsync(scene);
        Assert.Matches("not public|https only|not reached|no address", error);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_of_the_clients_leads_the_server_nowhere()
    {
        await using var secret = Origin.Answering(Origin.Ok("\"secret\""));
        await using var client = Origin.Answering(
            $"HTTP/1.1 307 Over there\r\nLocation: {secret.Url()}\r\nContent-Length: 0\r\n\r\n"
        );
        // A database of its own: the other server would call as well, and may not.
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Fetching:AllowLoopback"] = "true" }
        );
        using var scene = await LogoutScene.SetAsync(
            server,
            asked => asked with { BackchannelLogoutUri = client.Url() }
        );

        await scene.BringAsync();
        await server.Get<LogoutDelivery>().DeliverDueAsync(Ct);

        Assert.Contains("redirect", await ErrorAsync(scene), StringComparison.Ordinal);
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task A_client_that_never_answers_keeps_nobody_waiting()
    {
        await using var client = Origin.Start(asking => asking.StaySilentAsync());
        // A database of its own: the other server would call as well, and may not.
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Fetching:AllowLoopback"] = "true" }
        );
        using var scene = await LogoutScene.SetAsync(
            server,
            asked => asked with { BackchannelLogoutUri = client.Url() }
        );
        var started = Stopwatch.GetTimestamp();

        var end = await scene.BringAsync();

        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(4), "The person waited for it.");
    }

    [Fact]
    public async Task Browsers_load_nothing_from_where_the_client_has_no_redirect_uri()
    {
        var asked = new NewClient
        {
            ClientId = TestClients.Unique("client"),
            GrantTypes = ["authorization_code"],
            RedirectUris = ["https://client.example/callback"],
            Metadata = new ClientMetadata { FrontchannelLogoutUri = "https://router.example/reboot" },
        };

        var refused = await host.Server.Get<ClientRegistry>().CreateAsync(asked, Ct);

        Assert.Contains(
            "frontchannel_logout_uri",
            Assert.IsType<Registration.Refused>(refused).Why,
            StringComparison.Ordinal
        );
    }

    private static async Task<string> ErrorAsync(LogoutScene scene)
    {
        await using var command = scene
            .Server.Get<NpgsqlDataSource>()
            .CreateCommand("SELECT last_error FROM logout_notices WHERE client_id = $1");
        command.Parameters.AddWithValue(scene.App.Client.Id);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await command.ExecuteScalarAsync(Ct) is string error)
                return error;
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "Nothing was tried.");
            await Task.Delay(10, Ct);
        }
    }
}
