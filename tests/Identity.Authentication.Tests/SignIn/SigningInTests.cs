using System.Net;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>What an app and its provider say to each other while somebody signs in.</summary>
public sealed class SigningInTests
{
    [Fact, Spec("OpenID Connect Core §3.1")]
    public async Task Somebody_signs_in_and_the_app_knows_them()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        var me = await alice.MeAsync();

        Assert.Equal("Alice", me.GetProperty("name").GetString());
        Assert.True(me.GetProperty("isWriter").GetBoolean());
        var claims = me.GetProperty("claims").EnumerateArray().Select(claim => claim.GetString()).ToList();
        Assert.Contains("sub=alice", claims);
        Assert.Contains("email_verified=true", claims);
        Assert.DoesNotContain(claims, claim => claim!.StartsWith("nonce=", StringComparison.Ordinal));
        Assert.StartsWith("access-", me.GetProperty("accessToken").GetString(), StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1"), Spec("RFC 7636 §4.3")]
    public async Task The_request_has_what_it_must_have()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        var asked = world.SignIn.Asked;

        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("openid profile email", asked["scope"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal($"{world.Address}/signin-oidc", asked["redirect_uri"]);
        Assert.Equal(43, asked["nonce"].Length);
        Assert.DoesNotContain("prompt", asked.Keys);
    }

    [Fact, Spec("RFC 6749 §2.3.1")]
    public async Task The_secret_goes_where_secrets_go()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        Assert.StartsWith("Basic ", world.SignIn.TradedHeaders["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain("client_secret", world.SignIn.Traded.Keys);
    }

    [Fact, Spec("RFC 7523 §2.2")]
    public async Task A_client_with_a_key_needs_no_secret()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        await using var world = await SignInWorld.OpenAsync(options =>
        {
            options.ClientSecret = null;
            options.ClientKey = key;
        });
        using var alice = await world.SignedInAsync();

        Assert.NotEmpty(world.SignIn.Traded["client_assertion"]);
        Assert.DoesNotContain("Authorization", world.SignIn.TradedHeaders.Keys);
    }

    [Fact]
    public async Task A_public_client_says_its_name()
    {
        await using var world = await SignInWorld.OpenAsync(options => options.ClientSecret = null);
        using var alice = await world.SignedInAsync();

        Assert.Equal(FakeSignIn.ClientId, world.SignIn.Traded["client_id"]);
    }

    [Fact, Spec("RFC 9126 §2"), Spec("RFC 9126 §4")]
    public async Task A_request_is_pushed_where_that_is_offered()
    {
        await using var world = await SignInWorld.OpenAsync(provider: OffersPushing);
        using var alice = world.Visit();

        var away = (await alice.GetAsync("/me")).Headers.Location!.ToString();

        Assert.Contains("request_uri=", away, StringComparison.Ordinal);
        Assert.DoesNotContain("nonce=", away, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await alice.ArriveAsync("/me")).StatusCode);
        Assert.Equal(2, world.Provider.Asked("/par"));
    }

    [Fact]
    public async Task An_app_that_requires_pushing_sends_nobody_to_a_provider_without_it()
    {
        await using var world = await SignInWorld.OpenAsync(options =>
            options.PushedRequests = PushedRequests.Required
        );

        Assert.Contains("no endpoint", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pushed_request_that_is_refused_sends_nobody_anywhere()
    {
        await using var world = await SignInWorld.OpenAsync(provider: OffersPushing);
        world.Provider.Answer("/par", 400, """{"error":"invalid_scope"}""");

        await world.RefusalAsync();

        Assert.Equal("invalid_scope", world.Failure!.Error);
    }

    [Fact, Spec("RFC 9126 §5")]
    public async Task Never_pushing_bows_to_a_provider_that_takes_nothing_else()
    {
        await using var world = await SignInWorld.OpenAsync(
            options => options.PushedRequests = PushedRequests.Never,
            provider: provider =>
            {
                OffersPushing(provider);
                provider.Metadata["require_pushed_authorization_requests"] = true;
            }
        );
        using var alice = await world.SignedInAsync();

        Assert.Equal(1, world.Provider.Asked("/par"));
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1")]
    public async Task A_challenge_asks_for_more_than_the_options_do()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnIdToken = claims =>
        {
            claims["acr"] = "mfa";
            claims["auth_time"] = world.Clock.Now.ToUnixTimeSeconds();
        };
        using var alice = world.Visit();

        Assert.Equal(HttpStatusCode.OK, (await alice.ArriveAsync("/step-up")).StatusCode);

        var asked = world.SignIn.Asked;
        Assert.Equal("login", asked["prompt"]);
        Assert.Equal("300", asked["max_age"]);
        Assert.Equal("mfa", asked["acr_values"]);
        Assert.Equal("alice@example.com", asked["login_hint"]);
        Assert.Equal("openid payments", asked["scope"]);
    }

    [Fact, Spec("RFC 8707 §2")]
    public async Task Each_api_is_named()
    {
        await using var world = await SignInWorld.OpenAsync(options =>
            options.Resources.Add("https://api.example.com")
        );
        using var alice = await world.SignedInAsync();

        Assert.Equal("https://api.example.com", world.SignIn.Asked["resource"]);
    }

    [Fact]
    public async Task A_script_that_must_be_signed_in_is_told_and_not_redirected()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var script = world.Visit();

        var answer = await script.GetAsync("/me", ("Sec-Fetch-Mode", "cors"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(script.Cookies);
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.6")]
    public async Task What_the_provider_refuses_has_its_code()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnAnswer = answer =>
        {
            answer.Remove("code");
            answer["error"] = "login_required";
        };

        await world.RefusalAsync();

        Assert.Equal("login_required", world.Failure!.Error);
    }

    [Fact]
    public async Task Who_says_no_is_led_to_the_page_for_that()
    {
        await using var world = await SignInWorld.OpenAsync(options => options.AccessDeniedPath = "/denied");
        world.SignIn.OnAnswer = answer =>
        {
            answer.Remove("code");
            answer["error"] = "access_denied";
        };
        using var alice = world.Visit();

        var back = await alice.GetAsync(await alice.BringAnswerAsync());

        Assert.StartsWith($"{world.Address}/denied", back.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_a_failure_that_the_app_can_handle()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.Provider.IsAway = true;

        await world.RefusalAsync();

        Assert.Null(world.Failure!.Error);
    }

    private static void OffersPushing(FakeProvider provider) =>
        provider.Metadata["pushed_authorization_request_endpoint"] = $"{provider.Issuer}/par";
}
