using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.SingleUse;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Links of letters, used again, at once by many, late, or for what they are not for.</summary>
public sealed class OneTimeLinkReplay(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_one_gets_the_account()
    {
        var email = await host.Server.AddUserAsync();
        var path = $"/reset-password?token={await host.Server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email)}";
        var visitors = Enumerable.Range(0, 20).Select(_ => new Visitor(host.Server)).ToArray();

        var visits = await Task.WhenAll(
            visitors.Select((visitor, i) => visitor.SubmitAsync(path, ("password", $"seven green lanterns {i}")))
        );

        Assert.Single(visits, visit => visit.Location == "/reset-password/done");
        var winner = Array.FindIndex(visits, visit => visit.Location is not null);
        using var after = new Visitor(host.Server);
        Assert.Equal("/account", (await after.SignInAsync(email, $"seven green lanterns {winner}")).Location);
        Assert.Equal(400, (await after.GetAsync(path)).Status);
        foreach (var visitor in visitors)
            visitor.Dispose();
    }

    [Fact]
    public async Task A_link_that_is_over_time_is_over()
    {
        // Of this day: on another, the partitions of the other tests' letters would be past.
        var clock = new ManualClock(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(host.ConnectionString, Ct, clock: clock);
        var email = await server.AddUserAsync(asked => asked with { IsVerified = false });
        var verify = await server.LinkTokenAsync(SingleUsePurpose.EmailVerification, email);
        var reset = await server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email);
        using var visitor = new Visitor(server);

        clock.Advance(SingleUsePurpose.PasswordReset.Lifetime);
        Assert.Equal(400, (await visitor.GetAsync($"/reset-password?token={reset}")).Status);
        Assert.Equal(200, (await visitor.GetAsync($"/verify-email?token={verify}")).Status);
        clock.Advance(SingleUsePurpose.EmailVerification.Lifetime);

        Assert.Equal(400, (await visitor.GetAsync($"/verify-email?token={verify}")).Status);
        Assert.False((await server.Get<People>().FindActiveAsync(email, Ct))!.EmailVerified);
    }

    [Fact]
    public async Task Only_the_newest_link_works()
    {
        var email = await host.Server.AddUserAsync();
        var old = await host.Server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email);
        var newest = await host.Server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email);
        using var visitor = new Visitor(host.Server);

        Assert.Equal(400, (await visitor.GetAsync($"/reset-password?token={old}")).Status);
        Assert.Equal(200, (await visitor.GetAsync($"/reset-password?token={newest}")).Status);
    }
}
