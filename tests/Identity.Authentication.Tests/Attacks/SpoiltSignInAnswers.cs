using System.Net;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>Answers that another provider sent, that another browser began, that come twice or were changed on the way.</summary>
public sealed class SpoiltSignInAnswers
{
    // RFC 9700 §4.4: the honest provider's code is taken to the dishonest one, or the other way round.
    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("")]
    [InlineData(null)]
    [Spec("RFC 9207 §2.4"), Spec("RFC 9700 §4.4.2.1")]
    public async Task An_answer_of_another_provider_is_not_even_read(string? issuer)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnAnswer = answer => answer["iss"] = issuer;

        await world.RefusalAsync();

        Assert.Equal(0, world.Provider.Asked("/token"));
    }

    [Fact, Spec("RFC 9207 §2.4")]
    public async Task Nor_is_its_error()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnAnswer = answer =>
        {
            answer["iss"] = "https://evil.example.com";
            answer["error"] = "access_denied";
        };

        Assert.Contains("another provider", await world.RefusalAsync(), StringComparison.Ordinal);
        Assert.Null(world.Failure!.Error);
    }

    [Fact, Spec("RFC 9207 §2.4")]
    public async Task A_provider_that_never_says_who_it_is_need_not()
    {
        await using var world = await SignInWorld.OpenAsync(provider: fake =>
            fake.Metadata["authorization_response_iss_parameter_supported"] = false
        );
        world.SignIn.OnAnswer = answer => answer.Remove("iss");
        using var alice = await world.SignedInAsync();

        world.SignIn.OnAnswer = answer => answer["iss"] = "https://evil.example.com";
        await world.RefusalAsync();
    }

    // RFC 9700 §4.7: somebody has the victim follow a link with the attacker's own code.
    [Fact, Spec("RFC 9700 §4.7.1")]
    public async Task An_answer_that_another_browser_began_signs_nobody_in()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var mallory = world.Visit();
        using var alice = world.Visit();
        var answer = await mallory.BringAnswerAsync();

        Assert.Equal(418, (int)(await alice.GetAsync(answer)).StatusCode);

        Assert.False(await alice.IsSignedInAsync());
        Assert.Equal(0, world.Provider.Asked("/token"));
    }

    [Fact]
    public async Task Nor_does_one_in_a_browser_that_has_begun_another()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var mallory = world.Visit();
        using var alice = world.Visit();
        var answer = await mallory.BringAnswerAsync();
        await alice.GetAsync("/me");

        Assert.Equal(418, (int)(await alice.GetAsync(answer)).StatusCode);
    }

    [Fact, Spec("RFC 9700 §4.7.1")]
    public async Task An_answer_is_good_once()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();
        var answer = await alice.BringAnswerAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await alice.GetAsync(answer)).StatusCode);

        Assert.Equal(418, (int)(await alice.GetAsync(answer)).StatusCode);

        Assert.Equal(1, world.Provider.Asked("/token"));
    }

    [Fact]
    public async Task A_code_of_another_request_is_good_for_nobody()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var mallory = world.Visit();
        using var alice = world.Visit();
        var stolen = QueryHelpers.ParseQuery(new Uri(await alice.BringAnswerAsync()).Query)["code"].ToString();
        var own = new Uri(await mallory.BringAnswerAsync());
        var query = QueryHelpers.ParseQuery(own.Query).ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        query["code"] = stolen;

        var answer = await mallory.GetAsync(QueryHelpers.AddQueryString($"{world.Address}/signin-oidc", query));

        // RFC 7636 §4.6: the verifier is not the one that the code's challenge was made of.
        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("invalid_grant", world.Failure!.Error);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("code")]
    public async Task A_parameter_that_is_missing_signs_nobody_in(string name)
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnAnswer = answer => answer.Remove(name);

        await world.RefusalAsync();
    }

    [Theory]
    [InlineData("&code=another")]
    [InlineData("&state=another")]
    [InlineData("&iss=another")]
    [Spec("RFC 6749 §3.1")]
    public async Task A_parameter_that_is_there_twice_signs_nobody_in(string more)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();

        Assert.Equal(418, (int)(await alice.GetAsync(await alice.BringAnswerAsync() + more)).StatusCode);
    }

    // Two providers in one app: the answer of one is taken to where the other's are expected.
    [Fact, Spec("RFC 9700 §4.4.2.2")]
    public async Task A_state_of_another_scheme_is_no_state()
    {
        var why = "";
        await using var world = await SignInWorld.OpenAsync(services: services =>
            services
                .AddAuthentication(schemes => schemes.DefaultChallengeScheme = OpenIdConnectSignInExtensions.Scheme)
                .AddOpenIdConnectSignIn(
                    "Other",
                    displayName: null,
                    options =>
                    {
                        options.Authority = "https://other.example.com";
                        options.ClientId = FakeSignIn.ClientId;
                        options.CallbackPath = "/other/signin";
                        options.SignedOutCallbackPath = "/other/signed-out";
                        options.FrontChannelLogoutPath = "/other/front";
                        options.BackChannelLogoutPath = "/other/back";
                        options.Events.OnRemoteFailure = context =>
                        {
                            why = context.Failure!.Message;
                            context.Response.StatusCode = 418;
                            context.HandleResponse();
                            return Task.CompletedTask;
                        };
                    }
                )
        );
        using var alice = world.Visit();
        var answer = await alice.BringAnswerAsync();

        var there = answer.Replace("/signin-oidc", "/other/signin", StringComparison.Ordinal);

        Assert.Equal(418, (int)(await alice.GetAsync(there)).StatusCode);
        Assert.Contains("no state of ours", why, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await alice.GetAsync(answer)).StatusCode);
    }

    [Fact]
    public async Task An_answer_at_another_app_is_none()
    {
        await using var one = await SignInWorld.OpenAsync();
        await using var other = await SignInWorld.OpenAsync();
        using var alice = one.Visit();
        var answer = await alice.BringAnswerAsync();

        var elsewhere = answer.Replace(one.Address, other.Address, StringComparison.Ordinal);

        Assert.Equal(418, (int)(await alice.GetAsync(elsewhere)).StatusCode);
        Assert.Equal(0, other.Provider.Asked("/token"));
    }

    [Fact]
    public async Task The_state_of_signing_out_signs_nobody_in()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        var away = (await alice.PostAsync("/sign-out")).Headers.Location!.ToString();
        var state = QueryHelpers.ParseQuery(new Uri(away).Query)["state"].ToString();

        var answer = await alice.GetAsync($"/signin-oidc?code=x&state={Uri.EscapeDataString(state)}");

        Assert.Equal(418, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_sign_in_that_takes_forever_is_over()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();
        var answer = await alice.BringAnswerAsync();

        world.Clock.Advance(TimeSpan.FromMinutes(16));

        Assert.Equal(418, (int)(await alice.GetAsync(answer)).StatusCode);
    }

    [Fact]
    public async Task A_posted_answer_is_none()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();

        Assert.Equal(418, (int)(await alice.PostAsync(await alice.BringAnswerAsync())).StatusCode);
    }

    // RFC 9700 §4.11.1: a link to the app that ends at somebody else's page.
    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com")]
    [InlineData("/\\evil.example.com")]
    [InlineData("/\t/evil.example.com")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("me")]
    [InlineData("ADDRESS.evil.example.com/")]
    [InlineData("ADDRESS//evil.example.com")]
    public async Task Nobody_is_led_out_of_the_app(string to)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();
        var wish = Uri.EscapeDataString(to.Replace("ADDRESS", world.Address, StringComparison.Ordinal));

        var back = await alice.GetAsync(await alice.BringAnswerAsync($"/sign-in?to={wish}"));
        Assert.Equal("/", back.Headers.Location!.ToString());

        var out_ = await alice.ArriveAsync(
            (await alice.PostAsync($"/sign-out?to={wish}")).Headers.Location!.ToString()
        );
        Assert.Equal($"{world.Address}/", out_.RequestMessage!.RequestUri!.ToString());
    }

    [Theory]
    [InlineData("/me?tab=1")]
    [InlineData("ADDRESS/me?tab=1")]
    public async Task Who_wanted_a_page_of_the_app_gets_there(string to)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();
        var wish = Uri.EscapeDataString(to.Replace("ADDRESS", world.Address, StringComparison.Ordinal));

        var back = await alice.GetAsync(await alice.BringAnswerAsync($"/sign-in?to={wish}"));

        Assert.Equal("/me?tab=1", back.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=https://evil.example.com")]
    [InlineData("?state=a&state=b")]
    public async Task The_way_back_from_signing_out_leads_home(string query)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();

        var answer = await alice.GetAsync($"/signout-callback-oidc{query}");

        Assert.Equal("/", answer.Headers.Location!.ToString());
    }
}
