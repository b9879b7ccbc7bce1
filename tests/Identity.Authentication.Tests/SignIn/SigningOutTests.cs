using System.Net;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>However a session ends, at the app, at the provider or at another app, it is over here.</summary>
public sealed class SigningOutTests
{
    [Fact, Spec("OpenID Connect RP-Initiated Logout §2"), Spec("RFC 7009 §2")]
    public async Task Who_signs_out_is_signed_out_at_the_provider_too()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        var refreshToken = (await alice.MeAsync()).GetProperty("refreshToken").GetString();

        var away = await alice.PostAsync("/sign-out");
        var back = await alice.ArriveAsync(away.Headers.Location!.ToString());

        Assert.Equal($"{world.Address}/", back.RequestMessage!.RequestUri!.ToString());
        Assert.Equal(FakeSignIn.ClientId, world.SignIn.LoggedOut["client_id"]);
        Assert.Equal(3, world.SignIn.LoggedOut["id_token_hint"].Split('.').Length);
        Assert.Equal($"{world.Address}/signout-callback-oidc", world.SignIn.LoggedOut["post_logout_redirect_uri"]);
        Assert.Equal([refreshToken!], world.SignIn.Revoked);
        Assert.False(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task A_provider_that_signs_nobody_out_keeps_nobody_signed_in_here()
    {
        await using var world = await SignInWorld.OpenAsync(provider: fake =>
            fake.Metadata.Remove("end_session_endpoint")
        );
        using var alice = await world.SignedInAsync();

        var answer = await alice.PostAsync("/sign-out?to=/bye");

        Assert.Equal("/bye", answer.Headers.Location!.ToString());
        Assert.False(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task Nor_does_one_that_is_away()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        world.Provider.IsAway = true;

        Assert.Equal(HttpStatusCode.Redirect, (await alice.PostAsync("/sign-out")).StatusCode);

        world.Provider.IsAway = false;
        Assert.False(await alice.IsSignedInAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Spec("OpenID Connect Back-Channel Logout §2.7")]
    public async Task A_session_that_ends_at_the_provider_ends_here(bool isShared)
    {
        await using var world = await SignInWorld.OpenAsync(services: services =>
        {
            if (isShared)
                services.AddDistributedMemoryCache();
        });
        using var alice = await world.SignedInAsync();
        world.SignIn.Sid = "session-2";
        using var alsoAlice = await world.SignedInAsync();
        world.SignIn.Sid = "session-1";

        var heard = await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), "logout+jwt"));

        Assert.Equal(HttpStatusCode.OK, heard);
        Assert.False(await alice.IsSignedInAsync());
        Assert.True(await alsoAlice.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.4")]
    public async Task Without_a_session_s_name_all_of_the_person_s_end()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        world.SignIn.Sid = "session-2";
        using var alsoAlice = await world.SignedInAsync();
        var claims = world.SignIn.LogoutClaims();
        claims.Remove("sid");

        Assert.Equal(HttpStatusCode.OK, await world.SayOverAsync(world.SignIn.Sign(claims, "logout+jwt")));

        Assert.False(await alice.IsSignedInAsync());
        Assert.False(await alsoAlice.IsSignedInAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        using var again = await world.SignedInAsync();
        Assert.True(await again.IsSignedInAsync());
    }

    [Theory]
    [InlineData("logout+jwt")]
    [InlineData("application/logout+jwt")]
    [InlineData("JWT")]
    [InlineData(null)]
    public async Task A_logout_token_may_be_typed(string? type)
    {
        await using var world = await SignInWorld.OpenAsync();

        Assert.Equal(HttpStatusCode.OK, await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), type)));
    }

    [Fact]
    public async Task A_provider_whose_keys_are_not_to_be_had_may_say_it_again_later()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.Provider.IsAway = true;

        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), "logout+jwt"))
        );
    }

    [Fact, Spec("OpenID Connect Front-Channel Logout §2")]
    public async Task A_browser_that_loads_the_front_channel_is_signed_out()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        await alice.GetAsync($"/signout-oidc?iss={Uri.EscapeDataString(world.Provider.Issuer)}&sid=session-1");

        Assert.False(await alice.IsSignedInAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?sid=session-1")]
    [InlineData("?iss=ISSUER")]
    [InlineData("?iss=ISSUER&sid=session-2")]
    [InlineData("?iss=https://evil.example.com&sid=session-1")]
    [InlineData("?iss=ISSUER&sid=session-1&sid=session-1")]
    public async Task Any_page_can_load_the_front_channel_and_end_nothing(string query)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        await alice.GetAsync(
            $"/signout-oidc{query.Replace("ISSUER", Uri.EscapeDataString(world.Provider.Issuer), StringComparison.Ordinal)}"
        );

        Assert.True(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task What_the_app_does_with_its_cookie_goes_on()
    {
        var looked = 0;
        await using var world = await SignInWorld.OpenAsync(services: services =>
            services.Configure<CookieAuthenticationOptions>(
                CookieAuthenticationDefaults.AuthenticationScheme,
                options =>
                    options.Events.OnValidatePrincipal = _ =>
                    {
                        looked++;
                        return Task.CompletedTask;
                    }
            )
        );
        using var alice = await world.SignedInAsync();

        await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), "logout+jwt"));

        Assert.False(await alice.IsSignedInAsync());
        Assert.InRange(looked, 2, 3);
    }

    [Fact]
    public async Task The_endpoint_is_for_posting()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var somebody = world.Visit();

        var answer = await somebody.GetAsync("/backchannel-logout");

        Assert.Equal(StatusCodes.Status405MethodNotAllowed, (int)answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }
}
