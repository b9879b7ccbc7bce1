using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Whoever registers a client names addresses inside our network, and watches what becomes of it.</summary>
public sealed class RequestForgeryByRegistration(ClassDatabase database, TestDatabases databases)
    : IClassFixture<ClassDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.1/")]
    public async Task The_sector_is_not_looked_for_there_and_the_answer_is_the_same_for_all(string url)
    {
        await using var server = await StartAsync();
        await using var secret = Origin.Answering(Origin.Ok($"""["{Registrations.RedirectUri}"]"""));

        var refused = await server.RegisterAsync(
            Registrations.Description(("sector_identifier_uri", string.Format(null, url, secret.Port)))
        );

        refused.ShouldRefuse("invalid_client_metadata");
        Assert.Equal("sector_identifier_uri leads to no list of redirect URIs.", refused["error_description"]);
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task What_is_only_kept_is_not_asked_for_when_it_is_registered()
    {
        await using var server = await StartAsync();
        await using var secret = Origin.Answering(Origin.Ok("{}"));

        var registered = await server.RegisterAsync(
            Registrations.Description(
                ("jwks_uri", $"https://127.0.0.1:{secret.Port}/keys"),
                ("logo_uri", $"https://127.0.0.1:{secret.Port}/logo"),
                ("backchannel_logout_uri", $"https://127.0.0.1:{secret.Port}/back"),
                ("initiate_login_uri", $"https://127.0.0.1:{secret.Port}/login")
            )
        );

        registered.ShouldRegister();
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task Who_may_not_register_sends_nobody_anywhere()
    {
        await using var server = await StartAsync("InitialAccessToken", allowsLoopback: "true");
        await using var secret = Origin.Answering(Origin.Ok($"""["{Registrations.RedirectUri}"]"""));
        var description = Registrations.Description(("sector_identifier_uri", secret.Url()));

        (await server.RegisterAsync(description, "ia_x")).ShouldRefuse("invalid_token", 401);
        Assert.Equal(401, (await server.RegisterAsync(description)).Status);

        Assert.Equal(0, secret.Connections);
    }

    [Theory, Spec("OAuth Client ID Metadata Document §8.6")]
    [InlineData("https://127.0.0.1:{0}/client")]
    [InlineData("http://127.0.0.1:{0}/client")]
    [InlineData("https://localhost:{0}/client")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.1/client")]
    public async Task Who_has_such_an_address_for_a_name_is_nobody(string url)
    {
        await using var server = await StartAsync();
        await using var secret = Origin.Answering(Origin.Ok("{}"));

        var shown = await AuthorizeAsync(server, string.Format(null, url, secret.Port));

        Assert.Equal((400, null), (shown.Status, shown.Response.Headers.Location));
        Assert.Equal(0, secret.Connections);
    }

    [Fact, Spec("OAuth Client ID Metadata Document §8.6")]
    public async Task Who_has_us_ask_one_address_after_the_other_has_to_wait()
    {
        // In a database of its own, for the count is everybody's.
        await using var counted = await databases.CreateStartedAsync(Ct);
        var settings = OpenServer.Settings();
        settings["Throttling:RequestsPerSource"] = "3";
        await using var server = await TestServer.StartAsync(counted.ConnectionString, Ct, settings);
        await using var victim = Origin.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

        for (var number = 0; number < 10; number++)
            Assert.InRange((await AuthorizeAsync(server, victim.Url($"/{number}"))).Status, 400, 499);

        Assert.Equal(3, victim.Connections);
    }

    private static Task<TestAnswer> AuthorizeAsync(TestServer server, string clientId) =>
        server.GetAsync($"/connect/authorize?response_type=code&client_id={Uri.EscapeDataString(clientId)}");

    private Task<TestServer> StartAsync(string mode = "Open", string allowsLoopback = "false")
    {
        var settings = OpenServer.Settings(mode);
        settings["Fetching:AllowLoopback"] = allowsLoopback;
        return TestServer.StartAsync(database.ConnectionString, Ct, settings);
    }
}
