using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>What becomes of codes and of pushed requests as time passes, on a clock of the test's own.</summary>
public sealed class CodeOverTimeTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(
            database.ConnectionString,
            TestContext.Current.CancellationToken,
            clock: _clock
        );

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Theory, Spec("RFC 6749 §4.1.2"), Spec("RFC 6749 §10.5")]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(600, false)]
    public async Task A_code_is_good_for_a_minute(int seconds, bool isGood)
    {
        using var ready = await ReadyApp.SetAsync(Server);
        var code = await ready.CodeAsync();
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        var answer = await ready.App.RedeemAsync(code);

        if (isGood)
            answer.ShouldSucceed();
        else
            answer.ShouldRefuse("invalid_grant");
    }

    [Theory, Spec("RFC 6749 §4.1.2"), Spec("RFC 9700 §2.1.1")]
    [InlineData(30)]
    [InlineData(61)]
    [InlineData(3600)]
    public async Task A_second_use_ends_what_the_first_one_gave_however_late_it_is(int seconds)
    {
        using var ready = await ReadyApp.SetAsync(Server);
        var code = await ready.CodeAsync(("scope", "openid offline_access"));
        var tokens = await ready.App.RedeemAsync(code);
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        (await ready.App.RedeemAsync(code)).ShouldRefuse("invalid_grant");

        Assert.Equal(401, (await Server.UserInfoAsync(tokens.Issued())).Status);
        (await Server.TokenAsync(ready.App.Client, Scene.RefreshForm(tokens.Issued("refresh_token")))).ShouldRefuse(
            "invalid_grant"
        );
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Theory, Spec("RFC 9126 §2.2"), Spec("RFC 9126 §4")]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task A_browser_must_come_with_a_pushed_request_within_a_minute(int seconds, bool isInTime)
    {
        using var ready = await ReadyApp.SetAsync(Server);
        var address = await ready.App.PushAsync();
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        var visit = await ready.Visitor.GetAsync(address);

        if (isInTime)
            Assert.NotNull(Journey.Answer(visit, ready.App)!["code"]);
        else
            visit.ShouldStayHere();
    }

    [Fact, Spec("RFC 9126 §2.2")]
    public async Task The_browser_that_came_in_time_may_load_it_again_for_a_day_and_no_longer()
    {
        using var ready = await ReadyApp.SetAsync(Server);
        using var nobody = new Visitor(Server);
        var address = await ready.App.PushAsync();
        foreach (var hours in (double[])[0, 0.1, 23])
        {
            _clock.Advance(TimeSpan.FromHours(hours));
            var visit = await nobody.GetAsync(address);
            Assert.StartsWith("/signin?request=", visit.Location, StringComparison.Ordinal);
            Assert.Equal("Sign in", (await nobody.GetAsync(visit.Location!)).Heading);
        }
        _clock.Advance(TimeSpan.FromHours(24.1));

        (await nobody.GetAsync(address)).ShouldStayHere();
    }
}
