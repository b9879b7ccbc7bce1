using System.Text;
using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;

namespace Identity.Authentication.Tests.AccessTokens;

/// <summary>Tokens that the provider is asked about.</summary>
public sealed class IntrospectionTests : IAsyncLifetime
{
    private ProtectedApi _opaque = null!;
    private ProtectedApi _sensitive = null!;

    public async ValueTask InitializeAsync()
    {
        _opaque = await StartAsync(options => options.AcceptOpaqueTokens = true);
        _sensitive = await StartAsync(options => options.RevocationSensitive = true);
    }

    public async ValueTask DisposeAsync()
    {
        await _opaque.DisposeAsync();
        await _sensitive.DisposeAsync();
    }

    [Fact, Spec("RFC 7662 §2.2")]
    public async Task An_active_opaque_token_is_let_in_with_what_the_provider_says()
    {
        var answer = await _opaque.GetAsync("opaque");

        answer.ShouldLetIn();
        Assert.Equal("alice", answer.Json.GetProperty("name").GetString());
    }

    [Fact, Spec("RFC 7662 §2.1")]
    public async Task The_api_authenticates_itself()
    {
        (string? Authorization, string? Token) seen = default;
        _opaque.Provider.Answer(
            FakeProvider.IntrospectionPath,
            async http =>
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                seen = (http.Request.Headers.Authorization, form["token"]);
                await FakeProvider.WriteAsync(http, _opaque.Provider.Introspection);
            }
        );

        await _opaque.GetAsync("opaque");

        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("api:s3cret"))}", seen.Authorization);
        Assert.Equal("opaque", seen.Token);
    }

    [Fact]
    public async Task An_inactive_token_is_refused()
    {
        _opaque.Provider.Introspection = new JsonObject { ["active"] = false };

        (await _opaque.GetAsync("opaque")).ShouldRefuse("invalid_token");
    }

    [Fact]
    public async Task Active_is_true_and_nothing_like_it()
    {
        _opaque.Provider.Introspection["active"] = "true";

        (await _opaque.GetAsync("opaque")).ShouldRefuse("invalid_token");
    }

    [Theory]
    [InlineData("aud", "\"https://other.example.com\"")]
    [InlineData("iss", "\"https://other.example.com\"")]
    [InlineData("token_type", "\"refresh_token\"")]
    [InlineData("exp", "1")]
    [InlineData("nbf", "9999999999")]
    [Spec("RFC 7662 §4")]
    public async Task What_the_provider_says_is_held_against_what_we_expect(string claim, string value)
    {
        _opaque.Provider.Introspection[claim] = JsonNode.Parse(value);

        (await _opaque.GetAsync("opaque")).ShouldRefuse("invalid_token");
    }

    [Fact, Spec("RFC 7662 §4")]
    public async Task An_answer_is_believed_for_half_a_minute()
    {
        for (var i = 0; i < 5; i++)
            (await _opaque.GetAsync("opaque")).ShouldLetIn();
        Assert.Equal(1, _opaque.Provider.Asked(FakeProvider.IntrospectionPath));

        _opaque.Provider.Clock.Advance(AccessTokenValidationOptions.UsualIntrospectionLife);
        _opaque.Provider.Introspection = new JsonObject { ["active"] = false };

        (await _opaque.GetAsync("opaque")).ShouldRefuse("invalid_token");
    }

    [Fact, Spec("RFC 7662 §4")]
    public async Task No_answer_is_believed_for_longer_than_its_token_lives()
    {
        _opaque.Provider.Introspection["exp"] = _opaque.Provider.Clock.Now.ToUnixTimeSeconds() + 5;
        (await _opaque.GetAsync("opaque")).ShouldLetIn();

        _opaque.Provider.Clock.Advance(TimeSpan.FromSeconds(10));
        await _opaque.GetAsync("opaque");

        Assert.Equal(2, _opaque.Provider.Asked(FakeProvider.IntrospectionPath));
    }

    [Fact]
    public async Task Those_who_bring_one_token_at_once_are_one_question()
    {
        _opaque.Provider.Answer(
            FakeProvider.IntrospectionPath,
            async http =>
            {
                await Task.Delay(300, http.RequestAborted);
                await FakeProvider.WriteAsync(http, _opaque.Provider.Introspection);
            }
        );

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _opaque.GetAsync("opaque")));

        Assert.All(answers, answer => answer.ShouldLetIn());
        Assert.Equal(1, _opaque.Provider.Asked(FakeProvider.IntrospectionPath));
    }

    [Fact]
    public async Task A_revoked_jwt_is_refused_at_once_where_the_api_is_sensitive()
    {
        var token = new TestToken(_sensitive.Provider).Sign();
        (await _sensitive.GetAsync(token)).ShouldLetIn();

        _sensitive.Provider.Introspection = new JsonObject { ["active"] = false };

        (await _sensitive.GetAsync(token)).ShouldRefuse("invalid_token");
        Assert.Equal(2, _sensitive.Provider.Asked(FakeProvider.IntrospectionPath));
    }

    [Fact]
    public async Task A_bad_jwt_is_refused_without_a_question()
    {
        var token = new TestToken(_sensitive.Provider);
        token.Claims["aud"] = "https://other.example.com";

        (await _sensitive.GetAsync(token)).ShouldRefuse("invalid_token");
        (await _sensitive.GetAsync("opaque")).ShouldRefuse("invalid_token");

        Assert.Equal(0, _sensitive.Provider.Asked(FakeProvider.IntrospectionPath));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(401, """{"error":"invalid_client"}""")]
    [InlineData(200, "[]")]
    [InlineData(200, "{")]
    public async Task An_answer_that_is_none_lets_nobody_in_and_refuses_nobody(int status, string body)
    {
        _sensitive.Provider.Answer(FakeProvider.IntrospectionPath, status, body);

        Assert.Equal(503, (await _sensitive.GetAsync(new TestToken(_sensitive.Provider))).Status);
    }

    private static async Task<ProtectedApi> StartAsync(Action<AccessTokenValidationOptions> configure)
    {
        var api = await ProtectedApi.StartAsync(options =>
        {
            options.ClientId = "api";
            options.ClientSecret = "s3cret";
            configure(options);
        });
        api.Provider.Introspection = new JsonObject
        {
            ["active"] = true,
            ["sub"] = "alice",
            ["token_type"] = "Bearer",
            ["aud"] = TestToken.Audience,
            ["iss"] = api.Provider.Issuer,
        };
        return api;
    }
}
