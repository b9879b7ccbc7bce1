using System.Text.Json;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>From an app's request to its tokens, and every way in which a code is not good.</summary>
public sealed class CodeFlowTests(ClassServer fixture) : IClassFixture<ClassServer>
{
    private TestServer Server => fixture.Server;

    [Fact]
    [Spec("RFC 6749 §4.1"), Spec("OpenID Connect Core §3.1.3.3"), Spec("OpenID Connect Core §2")]
    [Spec("OpenID Connect Core §3.1.2.1"), Spec("OpenID Connect Core §3.1.2.5"), Spec("RFC 6749 §3.1")]
    [Spec("RFC 6749 §4.1.2"), Spec("RFC 7636 §4.2"), Spec("RFC 7636 §4.6"), Spec("RFC 9700 §2.1.1")]
    [Spec("OpenID Connect Front-Channel Logout §3")]
    public async Task A_person_signs_in_and_the_app_has_its_tokens()
    {
        var (app, answer, email) = await AnsweredAsync();

        Assert.Equal(Channel.Query, answer.Channel);
        Assert.Equal(App.State, answer["state"]);
        Assert.Equal(Server.Issuer, answer["iss"]);
        var tokens = await app.RedeemAsync(answer["code"]!);
        Assert.Equal(200, tokens.Status);
        Assert.Equal("Bearer", tokens["token_type"]);
        var claims = app.Validate(tokens["id_token"]!);
        Assert.Equal(App.Nonce, claims.GetString("nonce"));
        Assert.Equal("pwd", claims.GetString("acr"));
        Assert.Equal(["pwd"], claims.Json.GetProperty("amr").Deserialize<string[]>()!);
        Assert.True(Guid.TryParse(claims.GetString("sid"), out _));
        var info = await Server.UserInfoAsync(tokens["access_token"]);
        Assert.Equal(claims.Subject, info["sub"]);
        Assert.NotEqual(email, info["sub"]);
    }

    [Fact]
    [Spec("RFC 6749 §4.1.2"), Spec("RFC 9700 §2.1.1"), Spec("OpenID Connect Core §3.1.3.2"), Spec("RFC 9700 §4.2.4")]
    public async Task A_second_use_is_refused_and_ends_what_the_first_one_gave()
    {
        var (app, answer, _) = await AnsweredAsync(("scope", "openid offline_access"));
        var first = await app.RedeemAsync(answer["code"]!);

        var second = await app.RedeemAsync(answer["code"]!);

        Assert.Equal("invalid_grant", second["error"]);
        Assert.Equal(401, (await Server.UserInfoAsync(first["access_token"])).Status);
        var refreshed = await Server.TokenAsync(
            app.Client,
            ("grant_type", "refresh_token"),
            ("refresh_token", first["refresh_token"]!)
        );
        Assert.Equal("invalid_grant", refreshed["error"]);
    }

    [Theory]
    [InlineData("redirect_uri", "https://other.example.com/callback")]
    [InlineData("redirect_uri", null)]
    [InlineData("code_verifier", "another-verifier-that-is-43-characters-long")]
    [InlineData("code_verifier", null)]
    [Spec("RFC 6749 §4.1.3"), Spec("RFC 7636 §4.6"), Spec("OpenID Connect Core §3.1.3.2"), Spec("RFC 6749 §4.1.2")]
    [Spec("RFC 6749 §10.6"), Spec("RFC 7636 §4.5")]
    public async Task What_does_not_fit_the_code_is_refused_and_the_code_stays_good(string parameter, string? value)
    {
        var (app, answer, _) = await AnsweredAsync();

        var refused = await app.RedeemAsync(answer["code"]!, (parameter, value));

        Assert.Equal((400, "invalid_grant"), (refused.Status, refused["error"]));
        Assert.Equal(200, (await app.RedeemAsync(answer["code"]!)).Status);
    }

    [Fact, Spec("RFC 6749 §4.1.2"), Spec("OpenID Connect Core §3.1.3.2"), Spec("RFC 6749 §10.5")]
    public async Task The_code_of_another_client_is_refused_and_stays_good()
    {
        var (app, answer, _) = await AnsweredAsync();
        var other = await App.RegisterAsync(Server);

        var refused = await other.RedeemAsync(answer["code"]!, ("redirect_uri", app.RedirectUri));

        Assert.Equal("invalid_grant", refused["error"]);
        Assert.Equal(200, (await app.RedeemAsync(answer["code"]!)).Status);
    }

    [Fact, Spec("OpenID Connect Core §3.1.3.2"), Spec("RFC 6749 §4.1.3"), Spec("RFC 6749 §10.5")]
    public async Task A_code_is_given_to_nobody_who_does_not_authenticate()
    {
        var (app, answer, _) = await AnsweredAsync();

        foreach (var secret in (string?[])[null, "guess"])
        {
            (await app.With(secret).RedeemAsync(answer["code"]!)).ShouldRefuse("invalid_client", 401);
        }

        (await app.RedeemAsync(answer["code"]!)).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §4.1.3")]
    public async Task A_request_without_a_code_is_refused()
    {
        var (app, answer, _) = await AnsweredAsync();

        (await app.RedeemAsync(answer["code"]!, ("code", null))).ShouldRefuse("invalid_request");
    }

    [Theory, Spec("OpenID Connect Core §3.1.3.2"), Spec("RFC 6749 §4.1.3")]
    [InlineData("ac_")]
    [InlineData("nonsense")]
    [InlineData("ac_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_code_of_ours_is_refused(string code)
    {
        var app = await App.RegisterAsync(Server);

        (await app.RedeemAsync(code)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.2"), Spec("OpenID Connect Core §3.1.3.2")]
    public async Task What_asks_for_no_openid_is_plain_OAuth()
    {
        var api = await Server.AddApiAsync();
        using var ready = await ReadyApp.SetAsync(Server, client => client with { Scopes = ["openid", api.Scope] });

        var tokens = await ready.App.RedeemAsync(await ready.CodeAsync(("scope", api.Scope)));

        tokens.ShouldSucceed();
        Assert.Equal(api.Scope, tokens["scope"]);
        Assert.DoesNotContain("id_token", tokens.Json.Members());
        (await Server.UserInfoAsync(tokens.Issued())).ShouldRefuse("insufficient_scope", 403);
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task What_an_app_registered_as_usual_is_as_if_it_had_asked()
    {
        using var ready = await ReadyApp.SetAsync(
            Server,
            client =>
                client with
                {
                    Metadata = new ClientMetadata { DefaultMaxAge = 0, RequireAuthTime = true },
                }
        );
        await Task.Delay(5, TestContext.Current.CancellationToken);

        var usual = await ready.AskAsync();
        var asked = await ready.App.RedeemAsync(await ready.CodeAsync(("max_age", "3600")));

        Assert.StartsWith("/signin?request=ar_", usual.Location, StringComparison.Ordinal);
        Assert.True(ready.App.Validate(asked.Issued("id_token")).TryGet("auth_time", out _));
    }

    [Fact]
    public async Task Of_a_hundred_redemptions_at_once_none_keeps_anything()
    {
        var (app, answer, _) = await AnsweredAsync(("scope", "openid offline_access"));

        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.RedeemAsync(answer["code"]!)));

        var won = Assert.Single(all, one => one.Status == 200);
        Assert.Equal(401, (await Server.UserInfoAsync(won["access_token"])).Status);
        var refreshed = await Server.TokenAsync(
            app.Client,
            ("grant_type", "refresh_token"),
            ("refresh_token", won["refresh_token"]!)
        );
        Assert.Equal("invalid_grant", refreshed["error"]);
    }

    private async Task<(App App, AppAnswer Answer, string Email)> AnsweredAsync(
        params (string Name, string? Value)[] changes
    )
    {
        var app = await App.RegisterAsync(Server);
        var email = await Server.AddUserAsync();
        using var visitor = new Visitor(Server);
        await visitor.SignInAsync(email);
        return (app, await visitor.TravelAsync(app, email, changes), email);
    }
}
