using System.Net;
using Identity.Authentication.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>Cookies that are made to pile up, sessions that are made to grow, tokens that are lured elsewhere.</summary>
public sealed class PiledUpSessions
{
    [Fact]
    public async Task Sign_ins_that_nobody_finishes_do_not_fill_a_browser()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();

        for (var i = 0; i < 60; i++)
            Assert.Equal(HttpStatusCode.Redirect, (await alice.GetAsync($"/me?{i}")).StatusCode);

        Assert.InRange(alice.Cookies.Count(), 1, 13);
        Assert.Equal(HttpStatusCode.OK, (await alice.ArriveAsync("/me")).StatusCode);
    }

    [Fact]
    public async Task An_address_of_any_length_makes_a_request_of_bounded_length()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = world.Visit();

        var answer = await alice.GetAsync($"/me?{new string('a', 6000)}");

        Assert.InRange(answer.Headers.Location!.ToString().Length, 100, 6000);
        Assert.InRange(alice.Cookies.Sum(cookie => cookie.Name.Length + cookie.Value.Length), 10, 200);
    }

    [Fact]
    public async Task Nothing_of_a_finished_sign_in_stays_in_the_session()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        var cookie = Assert.Single(alice.Cookies);

        Assert.Equal(".AspNetCore.Cookies", cookie.Name);
        Assert.True(cookie.HttpOnly);
        Assert.DoesNotContain("access-", cookie.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_with_large_tokens_fits_a_browser_when_it_stays_on_the_server()
    {
        await using var world = await SignInWorld.OpenAsync(
            options => options.KeepsSessionsOnServer = true,
            services => services.AddDistributedMemoryCache()
        );
        world.SignIn.OnTokens = tokens => tokens["refresh_token"] = new string('r', 30_000);
        using var alice = await world.SignedInAsync();

        Assert.InRange(Assert.Single(alice.Cookies).Value.Length, 50, 1000);
        Assert.Equal(30_000, (await alice.MeAsync()).GetProperty("refreshToken").GetString()!.Length);
    }

    [Fact]
    public async Task A_token_for_one_api_is_not_sent_to_another()
    {
        await using var api = await FakeProvider.StartAsync();
        await using var elsewhere = await FakeProvider.StartAsync();
        await using var world = await SignInWorld.OpenAsync(services: services =>
            services.AddApiClient("api", new Uri(api.Issuer))
        );
        using var alice = await world.SignedInAsync();
        var seen = "nothing yet";
        elsewhere.Answer(
            "/todos",
            http =>
            {
                seen = http.Request.Headers.Authorization.ToString();
                return Task.CompletedTask;
            }
        );
        api.Answer(
            "/moved",
            http =>
            {
                http.Response.Redirect($"{elsewhere.Issuer}/todos");
                return Task.CompletedTask;
            }
        );

        await alice.GetAsync($"/call?address={Uri.EscapeDataString($"{elsewhere.Issuer}/todos")}");
        await alice.GetAsync("/call?address=/moved");

        Assert.Equal("", seen);
        Assert.Equal(1, elsewhere.Asked("/todos"));
    }
}
