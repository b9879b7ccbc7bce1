using System.Text.Json;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>What an app learns of a person through the browser: by scopes, by claims that it asks for, and by the names it knows people by.</summary>
public sealed class ClaimsParameterTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Claims = """
        {"userinfo":{"name":{"essential":true},"groups":null},"id_token":{"email":null,"auth_time":{"essential":true}}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => host.Server;

    [Fact]
    [Spec("OpenID Connect Core §5.5"), Spec("OpenID Connect Core §5.5.1"), Spec("OpenID Connect Core §2")]
    [Spec("OpenID Connect Core §5.3.2"), Spec("OpenID Connect Core §15.1")]
    public async Task What_was_asked_for_by_name_is_where_it_was_asked_for()
    {
        var app = await App.RegisterAsync(Server);
        var (tokens, email) = await SignInAsync(app, ("claims", Claims));

        var idToken = app.Validate(tokens.Issued("id_token"));
        var info = (await Server.UserInfoAsync(tokens.Issued())).Json;

        Assert.Equal(email, idToken.GetString("email"));
        Assert.False(idToken.TryGet("name", out _));
        Assert.True(idToken.TryGet("auth_time", out _));
        Assert.Equal(["name", "sub"], info.Members());
        Assert.Equal(idToken.Subject, info.GetProperty("sub").GetString());
    }

    [Fact, Spec("OpenID Connect Core §12.2"), Spec("OpenID Connect Core §5.5")]
    public async Task A_refreshed_id_token_says_the_same_of_the_sign_in_but_for_the_nonce()
    {
        var app = await App.RegisterAsync(Server);
        var (tokens, _) = await SignInAsync(app, ("claims", Claims), ("scope", "openid offline_access"));
        var first = app.Validate(tokens.Issued("id_token"));

        var refreshed = await Server.TokenAsync(app.Client, Scene.RefreshForm(tokens.Issued("refresh_token")));

        var second = app.Validate(refreshed.Issued("id_token"));
        Assert.Equal(first.Json.Members().Except(["nonce"]), second.Json.Members());
        foreach (var claim in (string[])["iss", "sub", "aud", "auth_time", "acr", "amr", "sid", "email"])
        {
            Assert.Equal(first.Json.GetProperty(claim).GetRawText(), second.Json.GetProperty(claim).GetRawText());
        }
        Assert.Equal(["name", "sub"], (await Server.UserInfoAsync(refreshed.Issued())).Json.Members());
    }

    [Fact, Spec("OpenID Connect Core §5.4"), Spec("OpenID Connect Core §3.2.2.5")]
    public async Task An_id_token_that_comes_alone_has_the_claims_of_the_scopes()
    {
        var app = await AddAsync(new ClientMetadata { ResponseTypes = ["id_token", "id_token token"] });
        var email = await Server.AddUserAsync();
        using var visitor = new Visitor(Server);

        var alone = await visitor.TravelAsync(app, email, ("response_type", "id_token"), ("scope", "openid email"));
        var both = await visitor.TravelAsync(
            app,
            email,
            ("response_type", "id_token token"),
            ("scope", "openid email")
        );

        Assert.Equal(email, app.Validate(alone["id_token"]!).GetString("email"));
        Assert.False(app.Validate(alone["id_token"]!).TryGet("at_hash", out _));
        Assert.False(app.Validate(both["id_token"]!).TryGet("email", out _));
        Assert.True(app.Validate(both["id_token"]!).TryGet("at_hash", out _));
    }

    [Theory, Spec("OpenID Connect Core §5.5")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"userinfo":{"email":true}}""")]
    [InlineData("""{"id_token":null}""")]
    public async Task What_is_no_request_for_claims_is_refused_to_the_app(string claims)
    {
        var app = await App.RegisterAsync(Server);
        using var visitor = new Visitor(Server);

        var answer = await visitor.TravelAsync(app, await Server.AddUserAsync(), ("claims", claims));

        Assert.Equal("invalid_request", answer["error"]);
        Assert.Null(answer["code"]);
    }

    [Theory, Spec("OpenID Connect Core §5.5.1")]
    [InlineData("""{"userinfo":{"birthdate":{"essential":true}},"id_token":{"birthdate":{"essential":true}}}""")]
    [InlineData("""{"userinfo":{"nobody_has_heard_of_it":{"essential":true}}}""")]
    [InlineData("""{"userinfo":{"email":{"essential":true,"value":"another@example.com"}}}""")]
    public async Task A_claim_that_nobody_can_give_is_no_error_however_essential(string claims)
    {
        var app = await App.RegisterAsync(Server);

        var (tokens, _) = await SignInAsync(app, ("claims", claims));

        Assert.False(app.Validate(tokens.Issued("id_token")).TryGet("birthdate", out _));
        (await Server.UserInfoAsync(tokens.Issued())).ShouldSucceed();
    }

    [Theory, Spec("OpenID Connect Core §5.5.1.1")]
    [InlineData("""{"essential":true,"value":"phr"}""", "unmet_authentication_requirements")]
    [InlineData("""{"essential":true,"values":["phr","mfa"]}""", "unmet_authentication_requirements")]
    [InlineData("""{"essential":true,"values":["phr","pwd"]}""", null)]
    [InlineData("""{"essential":true}""", null)]
    [InlineData("""{"values":["phr"]}""", null)]
    public async Task An_acr_that_is_essential_and_cannot_be_had_is_refused(string acr, string? error)
    {
        var app = await App.RegisterAsync(Server);
        using var visitor = new Visitor(Server);

        var answer = await visitor.TravelAsync(
            app,
            await Server.AddUserAsync(),
            ("claims", $$$"""{"id_token":{"acr":{{{acr}}}}}""")
        );

        Assert.Equal(error, answer["error"]);
        if (error is null)
        {
            var tokens = await app.RedeemAsync(answer["code"]!);
            Assert.Equal("pwd", app.Validate(tokens.Issued("id_token")).GetString("acr"));
        }
    }

    [Fact]
    public async Task A_claim_by_name_is_no_way_round_a_scope_that_the_app_may_not_have()
    {
        var app = await App.RegisterAsync(Server, asked => asked with { Scopes = ["openid", "profile"] });
        var (tokens, _) = await SignInAsync(app, ("claims", Claims));

        Assert.False(app.Validate(tokens.Issued("id_token")).TryGet("email", out _));
        Assert.Equal(["name", "sub"], (await Server.UserInfoAsync(tokens.Issued())).Json.Members());
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.4")]
    public async Task A_person_is_asked_for_the_scopes_that_single_claims_belong_to()
    {
        var app = await App.RegisterAsync(Server, asked => asked with { IsFirstParty = false });
        var email = await Server.AddUserAsync();
        using var visitor = new Visitor(Server);
        await visitor.SignInAsync(email);
        // Remembered: openid alone.
        Assert.NotNull((await visitor.TravelAsync(app, email))["code"]);

        var silent = await visitor.TravelAsync(app, email, ("claims", Claims), ("prompt", "none"));
        var page = await visitor.GetAsync((await visitor.GetAsync(app.Address(("claims", Claims)))).Location!);
        var allowed = await visitor.TravelAsync(app, email, ("claims", Claims));
        var again = await visitor.TravelAsync(app, email, ("claims", Claims), ("prompt", "none"));

        Assert.Equal("consent_required", silent["error"]);
        Assert.Contains("See your e-mail address", page.Body, StringComparison.Ordinal);
        Assert.Contains("See your profile", page.Body, StringComparison.Ordinal);
        Assert.NotNull(allowed["code"]);
        Assert.NotNull(again["code"]);
    }

    [Fact, Spec("OpenID Connect Core §5.5.1"), Spec("OpenID Connect Core §8.1"), Spec("OpenID Connect Core §3.1.2.2")]
    public async Task A_pairwise_app_means_a_person_by_the_name_that_it_knows()
    {
        var app = await AddAsync(new ClientMetadata { SubjectType = "pairwise" });
        var other = await AddAsync(new ClientMetadata { SubjectType = "pairwise" });
        var email = await Server.AddUserAsync();
        var id = (await Server.Get<People>().FindActiveAsync(email, Ct))!.Id;
        using var visitor = new Visitor(Server);
        await visitor.SignInAsync(email);
        var name = Server.Get<SubjectNames>().Of(Server.Get<ClientCatalog>().Find(app.Client.Id)!, id);

        Assert.NotNull((await AskAsync(app, name))["code"]);
        // What others call the person tells nothing here.
        Assert.Equal("login_required", (await AskAsync(other, name))["error"]);
        Assert.Equal("login_required", (await AskAsync(app, id.ToString()))["error"]);

        Task<AppAnswer> AskAsync(App by, string subject) =>
            visitor.TravelAsync(
                by,
                email,
                ("prompt", "none"),
                ("claims", JsonSerializer.Serialize(new { id_token = new { sub = new { value = subject } } }))
            );
    }

    private Task<App> AddAsync(ClientMetadata metadata) =>
        App.RegisterAsync(
            Server,
            asked =>
                asked with
                {
                    GrantTypes = ["authorization_code", "implicit", "refresh_token"],
                    Metadata = metadata,
                }
        );

    private async Task<(TestAnswer Tokens, string Email)> SignInAsync(
        App app,
        params (string Name, string? Value)[] changes
    )
    {
        var email = await Server.AddUserAsync();
        using var visitor = new Visitor(Server);
        var answer = await visitor.TravelAsync(app, email, changes);
        return (await app.RedeemAsync(answer["code"]!), email);
    }
}
