using System.Net;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>Access tokens are replaced before they end, once, whoever asks at the same time.</summary>
public sealed class RefreshTests
{
    private static readonly TimeSpan AlmostOver = TimeSpan.FromMinutes(9.5);

    [Fact, Spec("RFC 6749 §6")]
    public async Task A_token_that_is_about_to_end_is_replaced()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        var before = (await alice.MeAsync()).GetProperty("accessToken").GetString();

        world.Clock.Advance(AlmostOver);
        var after = (await alice.MeAsync()).GetProperty("accessToken").GetString();

        Assert.NotEqual(before, after);
        Assert.Equal(after, (await alice.MeAsync()).GetProperty("accessToken").GetString());
        Assert.Equal(1, world.SignIn.Refreshes);
    }

    [Fact]
    public async Task A_token_that_is_good_stays()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();

        world.Clock.Advance(TimeSpan.FromMinutes(8));
        await alice.MeAsync();

        Assert.Equal(0, world.SignIn.Refreshes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twenty_requests_at_once_refresh_once(bool onServer)
    {
        await using var world = await SignInWorld.OpenAsync(
            options => options.KeepsSessionsOnServer = onServer,
            services => services.AddDistributedMemoryCache()
        );
        using var alice = await world.SignedInAsync();
        world.Clock.Advance(AlmostOver);
        world.SignIn.RefreshTakes = TimeSpan.FromMilliseconds(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => alice.MeAsync()));

        Assert.Equal(1, world.SignIn.Refreshes);
        Assert.Single(answers.Select(me => me.GetProperty("accessToken").GetString()).Distinct());
    }

    [Fact]
    public async Task A_request_that_left_with_the_old_cookie_gets_what_the_first_one_got()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        using var late = alice.Copy();
        world.Clock.Advance(AlmostOver);
        var first = (await alice.MeAsync()).GetProperty("accessToken").GetString();

        world.Clock.Advance(TimeSpan.FromSeconds(20));
        var second = (await late.MeAsync()).GetProperty("accessToken").GetString();

        Assert.Equal(first, second);
        Assert.Equal(1, world.SignIn.Refreshes);
    }

    [Fact]
    public async Task Who_hangs_up_takes_nothing_from_the_others()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        using var other = alice.Copy();
        world.Clock.Advance(AlmostOver);
        world.SignIn.RefreshTakes = TimeSpan.FromMilliseconds(300);

        var first = alice.GetAsync("/me");
        await Soon.BecomesAsync(() => world.SignIn.Refreshes == 1);
        alice.Dispose();

        Assert.True(await other.IsSignedInAsync());
        Assert.Equal(1, world.SignIn.Refreshes);
        await first.ContinueWith(
            _ => { },
            TestContext.Current.CancellationToken,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_grant_that_is_over_ends_the_session()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        world.Clock.Advance(AlmostOver);
        world.SignIn.RefuseRefresh = (400, """{"error":"invalid_grant"}""");

        Assert.False(await alice.IsSignedInAsync());
        Assert.DoesNotContain(
            alice.Cookies,
            cookie => cookie.Name.StartsWith(".AspNetCore.Cookies", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_provider_in_trouble_ends_nothing_and_is_left_alone_for_a_while()
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        world.Clock.Advance(AlmostOver);
        world.SignIn.RefuseRefresh = (503, "busy");

        Assert.True(await alice.IsSignedInAsync());
        Assert.True(await alice.IsSignedInAsync());
        Assert.Equal(1, world.SignIn.Refreshes);

        world.Clock.Advance(TimeSpan.FromSeconds(6));
        world.SignIn.RefuseRefresh = null;
        await alice.MeAsync();
        Assert.Equal(2, world.SignIn.Refreshes);
    }

    [Theory]
    [InlineData("sub", "mallory")]
    [InlineData("aud", "another")]
    [InlineData("iss", "https://evil.example.com")]
    [InlineData("auth_time", "1800000001")]
    [InlineData("nonce", "another")]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]
    [Spec("OpenID Connect Core §12.2")]
    public async Task A_refreshed_id_token_of_another_sign_in_ends_the_session(string claim, string value)
    {
        await using var world = await SignInWorld.OpenAsync();
        using var alice = await world.SignedInAsync();
        world.Clock.Advance(AlmostOver);
        world.SignIn.OnIdToken = claims =>
            claims[claim] =
                claim == "auth_time" ? long.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value;

        Assert.False(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task A_provider_that_rotates_nothing_is_asked_again_when_the_next_one_is_due()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.TokenLife = TimeSpan.FromSeconds(40);
        using var alice = await world.SignedInAsync();
        world.SignIn.OnTokens = tokens => tokens.Remove("refresh_token");
        var kept = world.SignIn.RefreshToken;

        world.Clock.Advance(TimeSpan.FromSeconds(25));
        var first = (await alice.MeAsync()).GetProperty("accessToken").GetString();
        world.SignIn.OnTokens = _ => { };
        world.SignIn.GoBackTo(kept);
        world.Clock.Advance(TimeSpan.FromSeconds(25));
        var second = (await alice.MeAsync()).GetProperty("accessToken").GetString();

        Assert.NotEqual(first, second);
        Assert.Equal(2, world.SignIn.Refreshes);
    }

    [Fact]
    public async Task Tokens_that_stay_on_the_server_are_not_in_the_browser()
    {
        await using var inCookie = await SignInWorld.OpenAsync();
        await using var onServer = await SignInWorld.OpenAsync(
            options => options.KeepsSessionsOnServer = true,
            services => services.AddDistributedMemoryCache()
        );
        using var one = await inCookie.SignedInAsync();
        using var other = await onServer.SignedInAsync();

        Assert.NotNull((await other.MeAsync()).GetProperty("accessToken").GetString());
        Assert.True(Length(other) * 2 < Length(one));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/me")).StatusCode);

        static int Length(Visitor visitor) => visitor.Cookies.Sum(cookie => cookie.Value.Length);
    }
}
