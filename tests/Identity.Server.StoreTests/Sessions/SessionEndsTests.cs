using Identity.Server.Sessions;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.StoreTests.Sessions;

public sealed class SessionEndsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_another_takes_the_place_of_is_over_on_every_node()
    {
        var browsers = await Browsers.CreateAsync(nodes.A);
        var (one, other) = (await browsers.StartAsync(), await browsers.StartAsync());

        Assert.True(await nodes.B.Get<SessionEnds>().EndAsync(one, Ct));

        Assert.False(await browsers.IsAliveAsync(one));
        Assert.True(await browsers.IsAliveAsync(other));
        Assert.False(await browsers.Ends.EndAsync(one, Ct));
        Assert.False(await browsers.Ends.EndAsync("none of ours", Ct));
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_but_where_it_was_asked()
    {
        var browsers = await Browsers.CreateAsync(nodes.A);
        var stranger = await Browsers.CreateAsync(nodes.A);
        var (here, there, elsewhere) = (
            await browsers.StartAsync(),
            await browsers.StartAsync(),
            await stranger.StartAsync()
        );

        Assert.True(await browsers.Ends.EndEverywhereElseAsync(here, Ct));

        Assert.True(await browsers.IsAliveAsync(here));
        Assert.False(await browsers.IsAliveAsync(there));
        Assert.True(await stranger.IsAliveAsync(elsewhere));
        var now = await nodes.B.Get<People>().FindActiveAsync(browsers.Person.Id, Ct);
        Assert.Equal(browsers.Person.Epoch + 1, now!.Epoch);
    }

    [Fact]
    public async Task A_sign_in_that_began_before_it_does_not_outlive_it()
    {
        var browsers = await Browsers.CreateAsync(nodes.A);
        var here = await browsers.StartAsync();
        await browsers.Ends.EndEverywhereElseAsync(here, Ct);

        Assert.False(await browsers.IsAliveAsync(await browsers.StartAsync()));
    }

    [Fact]
    public async Task It_cannot_be_asked_from_a_session_that_is_over()
    {
        var browsers = await Browsers.CreateAsync(nodes.A);
        var (here, there) = (await browsers.StartAsync(), await browsers.StartAsync());
        await browsers.Ends.EndAsync(here, Ct);

        Assert.False(await browsers.Ends.EndEverywhereElseAsync(here, Ct));
        Assert.False(await browsers.Ends.EndEverywhereElseAsync("none of ours", Ct));
        Assert.True(await browsers.IsAliveAsync(there));
    }

    [Fact]
    public async Task Of_two_who_sign_each_other_out_at_once_one_is_left()
    {
        for (var round = 0; round < 10; round++)
        {
            var browsers = await Browsers.CreateAsync(nodes.A);
            var (one, other) = (await browsers.StartAsync(), await browsers.StartAsync());

            var outcomes = await Task.WhenAll(
                nodes.A.Get<SessionEnds>().EndEverywhereElseAsync(one, Ct),
                nodes.B.Get<SessionEnds>().EndEverywhereElseAsync(other, Ct)
            );

            Assert.Single(outcomes, done => done);
            Assert.Equal(outcomes[0], await browsers.IsAliveAsync(one));
            Assert.Equal(outcomes[1], await browsers.IsAliveAsync(other));
        }
    }

    [Fact]
    public async Task What_is_over_is_purged_and_nothing_else()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        var clock = new ManualClock();
        await using var node = await Nodes.StartAsync(database.ConnectionString, clock);
        var browsers = await Browsers.CreateAsync(node);
        await browsers.StartAsync();
        clock.Advance(TimeSpan.FromDays(7.5));
        var alive = await browsers.StartAsync();

        Assert.Equal(1, await browsers.Ends.PurgeAsync(Ct));

        Assert.True(await browsers.IsAliveAsync(alive));
        Assert.Equal(1L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM sessions"));
    }
}
