using System.Text.Json.Nodes;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>Who may register, by the setting and by tokens that operators give out.</summary>
public sealed class AdmissionTests(ClassDatabase database, TestDatabases databases) : IClassFixture<ClassDatabase>
{
    private static readonly RegistrationPolicy Policy = new()
    {
        GrantTypes = ["authorization_code", "client_credentials"],
        Scopes = ["openid", "orders"],
    };

    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 8414 §2")]
    public async Task Where_it_is_closed_there_is_nothing_to_find()
    {
        await using var server = await StartAsync("Closed");
        var (_, token) = await TokenAsync(server);

        Assert.Equal(404, (await server.RegisterAsync()).Status);
        Assert.Equal(404, (await server.RegisterAsync(token: token)).Status);
        Assert.Null((await server.GetAsync("/.well-known/openid-configuration"))["registration_endpoint"]);
    }

    [Fact, Spec("RFC 7591 §3"), Spec("RFC 6750 §3.1")]
    public async Task Where_a_token_is_needed_it_is_needed()
    {
        await using var server = await StartAsync("InitialAccessToken");
        var (_, token) = await TokenAsync(server);
        var registered = await server.RegisterAsync(token: token);
        registered.ShouldRegister();

        var without = await server.RegisterAsync();
        Assert.Equal(401, without.Status);
        Assert.Equal("Bearer realm=\"identity\"", without.Response.Headers.WwwAuthenticate.ToString());
        foreach (
            var bad in new[]
            {
                "x",
                token[..^1],
                token.ToUpperInvariant(),
                registered.Issued201("registration_access_token"),
                $"ia_{registered.Issued201("registration_access_token")[3..]}",
                registered.Issued201("client_secret"),
            }
        )
        {
            var refused = await server.RegisterAsync(token: bad);
            refused.ShouldRefuse("invalid_token", 401);
            Assert.Contains(
                "invalid_token",
                refused.Response.Headers.WwwAuthenticate.ToString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact, Spec("RFC 7591 §1.2")]
    public async Task A_token_is_good_for_as_often_and_as_long_as_it_was_given_out_for()
    {
        await using var server = await StartAsync("InitialAccessToken");
        var (_, twice) = await TokenAsync(server, uses: 2);
        var (_, brief) = await TokenAsync(server, life: TimeSpan.FromMinutes(5));
        var (id, revoked) = await TokenAsync(server);

        (await server.RegisterAsync(token: twice)).ShouldRegister();
        // What is refused does not use it up.
        (await server.RegisterAsync(Registrations.Description(("redirect_uris", null)), twice)).ShouldRefuse(
            "invalid_redirect_uri"
        );
        (await server.RegisterAsync(token: twice)).ShouldRegister();
        (await server.RegisterAsync(token: twice)).ShouldRefuse("invalid_token", 401);

        (await server.RegisterAsync(token: brief)).ShouldRegister();
        _clock.Advance(TimeSpan.FromMinutes(5));
        (await server.RegisterAsync(token: brief)).ShouldRefuse("invalid_token", 401);

        Assert.True(await server.Get<InitialAccessTokens>().DeleteAsync(id, Ct));
        (await server.RegisterAsync(token: revoked)).ShouldRefuse("invalid_token", 401);
    }

    [Theory, Spec("RFC 7591 §1.2")]
    [InlineData("InitialAccessToken")]
    [InlineData("Open")]
    public async Task The_token_says_what_its_clients_may_be(string mode)
    {
        await using var server = await StartAsync(mode);
        var (_, token) = await TokenAsync(server);
        var wanted = Registrations.Description(
            ("grant_types", new JsonArray("authorization_code", "client_credentials")),
            ("scope", "openid email orders")
        );

        var registered = await server.RegisterAsync(wanted, token);

        Assert.Equal("openid orders", registered.Issued201("scope"));
        Assert.Equal(["authorization_code", "client_credentials"], registered.Json.Strings("grant_types"));
        var unlisted = Registrations.Description(("grant_types", new JsonArray("authorization_code", "refresh_token")));
        (await server.RegisterAsync(unlisted, token)).ShouldRefuse("invalid_client_metadata");
    }

    [Theory, Spec("RFC 9700 §2.1.1")]
    [InlineData(true, "client_secret_basic", 400)]
    [InlineData(false, "client_secret_basic", 201)]
    [InlineData(false, "none", 400)]
    public async Task Pkce_is_required_unless_the_token_says_otherwise_and_of_public_clients_always(
        bool requires,
        string method,
        int expected
    )
    {
        await using var server = await StartAsync("InitialAccessToken");
        var (_, token) = await TokenAsync(server, policy: Policy with { RequiresPkce = requires });
        var registered = await server.RegisterAsync(
            Registrations.Description(("token_endpoint_auth_method", method)),
            token
        );

        var pushed = await server.PostAsync(
            "/connect/par",
            registered.ToClient(),
            ("response_type", "code"),
            ("redirect_uri", Registrations.RedirectUri),
            ("scope", "openid")
        );

        Assert.True(pushed.Status == expected, pushed.Body);
    }

    [Fact, Spec("RFC 7591 §5")]
    public async Task Where_everybody_may_register_nobody_may_without_end()
    {
        // In a database of its own, for the count is everybody's.
        await using var counted = await databases.CreateStartedAsync(Ct);
        var settings = OpenServer.Settings();
        settings["Throttling:RequestsPerSource"] = "2";
        await using var server = await TestServer.StartAsync(counted.ConnectionString, Ct, settings, _clock);
        (await server.RegisterAsync()).ShouldRegister();
        (await server.RegisterAsync()).ShouldRegister();

        var refused = await server.RegisterAsync();

        refused.ShouldRefuse("too_many_attempts", 429);
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        var (_, token) = await TokenAsync(server);
        (await server.RegisterAsync(token: token)).ShouldRegister();
    }

    [Theory]
    [InlineData("Open", "https://anywhere.example", true)]
    [InlineData("Open", "null", false)]
    [InlineData("InitialAccessToken", "https://anywhere.example", false)]
    public async Task Pages_of_every_origin_may_register_where_everybody_may(string mode, string origin, bool may)
    {
        await using var server = await StartAsync(mode);

        foreach (var method in new[] { "OPTIONS", "POST" })
        {
            var answer = await server.SendAsync(
                method,
                "/connect/register",
                ("Origin", origin),
                ("Access-Control-Request-Method", "POST")
            );

            var allowed = answer.Response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins)
                ? Assert.Single(origins)
                : null;
            Assert.Equal(may ? origin : null, allowed);
            Assert.False(answer.Response.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact, Spec("RFC 7592 §2")]
    public async Task A_registration_can_be_managed_after_the_door_was_closed()
    {
        await using var open = await StartAsync("Open");
        var registered = await open.RegisterAsync();
        await using var closed = await StartAsync("Closed");

        (await closed.ManageAsync(HttpMethod.Get, registered)).ShouldSucceed();
        var changed = await closed.ManageAsync(
            HttpMethod.Put,
            registered,
            Registrations.Description(("client_id", registered["client_id"]), ("client_name", "Another Name"))
        );

        Assert.Equal("Another Name", changed.Issued201("client_name"));
    }

    private static async Task<(Guid Id, string Token)> TokenAsync(
        TestServer server,
        int? uses = null,
        TimeSpan? life = null,
        RegistrationPolicy? policy = null
    )
    {
        var now = server.Get<TimeProvider>().GetUtcNow();
        var (id, token) = await server
            .Get<InitialAccessTokens>()
            .CreateAsync("a test", policy ?? Policy, uses, now + life, Ct);
        return (id, token.Reveal());
    }

    private Task<TestServer> StartAsync(string mode) =>
        TestServer.StartAsync(database.ConnectionString, Ct, OpenServer.Settings(mode), _clock);
}
