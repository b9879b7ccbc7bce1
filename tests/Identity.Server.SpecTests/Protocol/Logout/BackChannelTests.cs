using System.Net;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>An app that listens on this machine hears of every way in which a session ends, and can prove from whom.</summary>
public sealed class BackChannelTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Origin _app = Origin.Answering("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    private TestDatabase? _database;
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _server = await TestServer.StartAsync(
            _database.ConnectionString,
            Ct,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Fetching:AllowLoopback"] = "true" }
        );
    }

    [Fact]
    [Spec("OpenID Connect Back-Channel Logout §2.4"), Spec("OpenID Connect Back-Channel Logout §2.5")]
    [Spec("OpenID Connect Back-Channel Logout §2.6"), Spec("OpenID Connect Back-Channel Logout §4.1")]
    public async Task A_logout_is_told_by_a_token_that_the_app_can_verify()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);
        var idToken = ServedKeys.Claims(scene.IdToken);
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        await scene.BringAsync();

        var asked = await HeardAsync();
        Assert.StartsWith("POST /logout HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/x-www-form-urlencoded\r\n", asked, StringComparison.Ordinal);
        var token = TokenIn(asked);
        var verified = await Server.VerifyAsync(token, "logout+jwt");
        var claims = verified.Claims;
        Assert.Equal(Server.Issuer, claims.Issuer);
        Assert.Equal([scene.App.Client.Id], claims.Audience);
        Assert.Equal(idToken.GetProperty("sub").GetString(), claims.Subject);
        Assert.Equal(idToken.GetProperty("sid").GetString(), claims.GetString("sid"));
        Assert.InRange(claims.IssuedAt!.Value.ToUnixTimeSeconds(), before, before + 20);
        Assert.Equal(TimeSpan.FromMinutes(2), ServedKeys.Lifetime(token));
        Assert.True(Guid.TryParse(claims.JwtId, out _));
        Assert.Equal($"{{\"{Event}\":{{}}}}", claims.Json.GetProperty("events").GetRawText());
        // The one claim that it must not have: it would pass for an ID token.
        Assert.False(claims.TryGet("nonce", out _));
        Assert.Equal(["aud", "events", "exp", "iat", "iss", "jti", "sid", "sub"], claims.Json.Members());
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §4.1")]
    public async Task The_token_passes_for_no_other()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);
        await scene.BringAsync();
        var token = TokenIn(await HeardAsync());

        Assert.Equal(401, (await Server.UserInfoAsync(token)).Status);
        (await Server.IntrospectAsync(scene.App.Client, token)).ShouldBeInactive();
        Assert.InRange((await scene.Visitor.GetAsync($"/connect/endsession?id_token_hint={token}")).Status, 400, 404);
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.4"), Spec("OpenID Connect Back-Channel Logout §4")]
    public async Task It_is_signed_as_the_apps_id_tokens_are_to_be()
    {
        using var scene = await LogoutScene.SetAsync(
            Server,
            asked => Listening(asked) with { IdTokenSignedResponseAlg = "ES256" }
        );

        await scene.BringAsync();

        var token = TokenIn(await HeardAsync());
        Assert.Equal("ES256", ServedKeys.Header(token).GetProperty("alg").GetString());
        await Server.VerifyAsync(token, "logout+jwt");
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.4"), Spec("OpenID Connect Core §8.1")]
    public async Task It_calls_the_person_as_the_apps_id_tokens_do()
    {
        using var scene = await LogoutScene.SetAsync(
            Server,
            asked => Listening(asked) with { SubjectType = "pairwise", IdTokenSignedResponseAlg = "HS256" }
        );

        await scene.BringAsync();

        var token = TokenIn(await HeardAsync());
        var sub = ServedKeys.Claims(token).GetProperty("sub").GetString();
        Assert.Equal(ServedKeys.Claims(scene.IdToken).GetProperty("sub").GetString(), sub);
        Assert.False(Guid.TryParse(sub, out _));
        var secret = SigningKey.FromSecret(JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(scene.App.Client.Secret!));
        Assert.NotNull(CompactJws.Verify(token, new VerificationKeys(secret.Verification)));
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.3")]
    public async Task Every_app_of_the_session_hears_and_no_other()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);
        using var other = await LogoutScene.SetAsync(Server, Listening);
        var second = await LogoutScene.AddAppAsync(Server, Listening);
        await LogoutScene.SignInToAsync(scene.Visitor, second, scene.Email);

        await scene.BringAsync();

        var heard = new[] { await HeardAsync(0), await HeardAsync(1) };
        Assert.Equal(
            new[] { scene.App.Client.Id, second.Client.Id }.Order(StringComparer.Ordinal),
            heard
                .Select(asked => ServedKeys.Claims(TokenIn(asked)).GetProperty("aud").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        Assert.True(await other.IsSignedInAsync());
        Assert.Equal(2, _app.Asked.Count);
    }

    [Fact]
    public async Task Whoever_signs_out_on_a_page_is_told_of()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);

        await scene.Visitor.SubmitAsync("/signout");

        await HeardOfAsync(scene);
    }

    [Fact]
    public async Task A_browser_that_is_signed_out_from_another_is_told_of()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);
        using var other = new Visitor(Server);
        await other.SignInAsync(scene.Email);
        var sid = ServedKeys.Claims(scene.IdToken).GetProperty("sid").GetString()!;

        await other.SubmitAsync("/account/sessions", ("id", sid));

        await HeardOfAsync(scene);
        Assert.Equal(200, (await other.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Signing_out_everywhere_else_is_told_of_there_and_not_here()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);
        using var here = new Visitor(Server);
        await here.SignInAsync(scene.Email);
        var mine = await LogoutScene.SignInToAsync(here, scene.App, scene.Email);
        var page = await here.GetAsync("/account/sessions");

        await here.PostAsync("/account/sessions?handler=Everywhere", ("form", page.Token!));

        await HeardOfAsync(scene);
        Assert.Single(_app.Asked);
        Assert.NotEqual(
            ServedKeys.Claims(mine.Issued("id_token")).GetProperty("sid").GetString(),
            SidIn(_app.Asked.Single())
        );
    }

    [Fact]
    public async Task A_new_password_is_told_of()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);

        await scene.Visitor.SubmitAsync(
            "/account/password",
            ("current", TestClients.Password),
            ("wanted", "seven green lanterns hum")
        );

        await HeardOfAsync(scene);
        Assert.True(await scene.IsSignedInAsync());
    }

    [Fact]
    public async Task An_account_that_is_deleted_is_told_of()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);

        var done = await scene.Visitor.SubmitAsync(
            "/account/delete",
            ("typed", scene.Email),
            ("password", TestClients.Password)
        );

        Assert.Equal("/account-deleted", done.Location);
        await HeardOfAsync(scene);
    }

    [Fact]
    public async Task Who_signs_in_again_in_the_same_browser_goes_on_in_the_same_session()
    {
        using var scene = await LogoutScene.SetAsync(Server, Listening);
        var page = await scene.Visitor.GetAsync("/forgot-password");
        await scene.Visitor.PostAsync(
            "/signin",
            ("email", scene.Email),
            ("password", TestClients.Password),
            ("form", page.Token!)
        );
        Assert.Empty(_app.Asked);

        var end = await scene.BringAsync();

        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        await HeardOfAsync(scene);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private ClientMetadata Listening(ClientMetadata asked) =>
        asked with
        {
            BackchannelLogoutUri = _app.Url("/logout"),
            BackchannelLogoutSessionRequired = true,
        };

    private async Task HeardOfAsync(LogoutScene scene) =>
        Assert.Equal(ServedKeys.Claims(scene.IdToken).GetProperty("sid").GetString(), SidIn(await HeardAsync()));

    private async Task<string> HeardAsync(int at = 0)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (_app.Asked.Count <= at)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < until, "It heard nothing.");
            await Task.Delay(5, Ct);
        }
        return _app.Asked.ElementAt(at);
    }

    private static string? SidIn(string asked) => ServedKeys.Claims(TokenIn(asked)).GetProperty("sid").GetString();

    private static string TokenIn(string asked)
    {
        var body = asked[(asked.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.StartsWith("logout_token=", body, StringComparison.Ordinal);
        Assert.DoesNotContain("&", body, StringComparison.Ordinal);
        return WebUtility.UrlDecode(body["logout_token=".Length..]);
    }
}
