using Identity.Server.Interactions;
using Identity.Server.StoreTests.Users.Throttling;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.StoreTests.Interactions;

/// <summary>Requests that wait: each is one browser's, is answered once, and is gone when its time is over.</summary>
public sealed class PendingRequestsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PendingRequests A => nodes.A.Get<PendingRequests>();

    private PendingRequests B => nodes.B.Get<PendingRequests>();

    [Fact, Spec("RFC 6749 §4.1.2")]
    public async Task Of_a_hundred_answers_on_two_nodes_one_is_given()
    {
        for (var times = 0; times < 10; times++)
        {
            var pending = await BeginAsync(A, VisitorHandle.Create());

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 100).Select(n => (n % 2 == 0 ? A : B).AnswerAsync(pending, Ct))
            );

            Assert.Single(answers, isOurs => isOurs);
        }
    }

    [Fact, Spec("RFC 9126 §4")]
    public async Task Of_a_hundred_browsers_on_two_nodes_one_gets_a_pushed_request()
    {
        for (var times = 0; times < 10; times++)
        {
            var request = Request();
            var (uri, _) = await A.PushAsync(request, Ct);
            VisitorHandle[] browsers = [.. Enumerable.Range(0, 100).Select(_ => VisitorHandle.Create())];

            var claims = await Task.WhenAll(
                browsers.Select(
                    (browser, n) => (n % 2 == 0 ? A : B).ClaimPushedAsync(uri, request.ClientId, browser, Ct)
                )
            );

            var won = Assert.Single(claims, claim => claim is not null)!;
            var owner = browsers[Array.IndexOf(claims, won)];
            Assert.NotNull(await B.FindAsync(won.Handle, owner.Reveal(), Ct));
            Assert.NotNull(await B.ClaimPushedAsync(uri, request.ClientId, owner, Ct));
            Assert.True(await A.AnswerAsync(won, Ct));
            Assert.Null(await B.ClaimPushedAsync(uri, request.ClientId, owner, Ct));
            Assert.Null(await B.FindAsync(won.Handle, owner.Reveal(), Ct));
        }
    }

    [Fact]
    public async Task Another_browser_another_client_and_another_kind_of_name_find_nothing()
    {
        var request = Request();
        var (browser, stranger) = (VisitorHandle.Create(), VisitorHandle.Create());
        var pending = await BeginAsync(A, browser);
        var (uri, _) = await A.PushAsync(request, Ct);

        Assert.Null(await B.FindAsync(pending.Handle, stranger.Reveal(), Ct));
        Assert.Null(await B.FindAsync(pending.Handle, browser: null, Ct));
        Assert.Null(await B.FindAsync(uri, browser.Reveal(), Ct));
        Assert.Null(await B.ClaimPushedAsync(pending.Handle, request.ClientId, browser, Ct));
        Assert.Null(await B.ClaimPushedAsync(uri, "another", browser, Ct));
        Assert.False(B.IsPushed(pending.Handle));

        Assert.Equal(pending.Id, (await B.FindAsync(pending.Handle, browser.Reveal(), Ct))?.Id);
        Assert.NotNull(await B.ClaimPushedAsync(uri, request.ClientId, stranger, Ct));
    }

    [Fact]
    public async Task What_a_person_does_is_known_to_every_node_until_the_request_is_answered()
    {
        var browser = VisitorHandle.Create();
        var pending = await BeginAsync(A, browser);
        var (ann, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await A.ConsentAsync(pending, ann, Ct);
        await B.ChooseAccountAsync(pending, Ct);
        var progress = (await B.FindAsync(pending.Handle, browser.Reveal(), Ct))!.Progress;
        Assert.True(await B.AnswerAsync(pending, Ct));
        await A.ConsentAsync(pending, bob, Ct);
        await A.RefuseAsync(pending, Ct);

        Assert.Equal(ann, progress.ConsentedBy);
        Assert.NotNull(progress.AccountChosenAt);
        Assert.Equal(
            $"{ann} True",
            await Sql.AskAsync<string>(
                nodes.ConnectionString,
                $"SELECT consented_by || ' ' || CASE WHEN refused_at IS NULL THEN 'True' ELSE 'False' END FROM authorization_requests WHERE id = '{pending.Id}'"
            )
        );
    }

    [Fact]
    public async Task What_is_over_is_found_by_nobody_and_then_deleted_and_nothing_else_is()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        var clock = new ManualClock();
        await using var node = await Nodes.StartAsync(database.ConnectionString, clock);
        var requests = node.Get<PendingRequests>();
        var browser = VisitorHandle.Create();
        var over = await BeginAsync(requests, browser);
        var (pushed, _) = await requests.PushAsync(Request(), Ct);
        Assert.NotNull(await requests.FindAsync(over.Handle, browser.Reveal(), Ct));
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        var young = await BeginAsync(requests, browser);
        Assert.NotNull(await requests.FindAsync(over.Handle, browser.Reveal(), Ct));
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await requests.FindAsync(over.Handle, browser.Reveal(), Ct));
        Assert.Null(await requests.ClaimPushedAsync(pushed, "app", browser, Ct));
        Assert.Equal(2, await requests.PurgeAsync(Ct));
        Assert.Equal(0, await requests.PurgeAsync(Ct));
        Assert.NotNull(await requests.FindAsync(young.Handle, browser.Reveal(), Ct));
    }

    [Fact]
    public async Task What_no_browser_comes_to_a_page_with_is_gone_in_ten_minutes_and_the_rest_stays()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        var clock = new ManualClock();
        await using var node = await Nodes.StartAsync(database.ConnectionString, clock);
        var requests = node.Get<PendingRequests>();
        var (browser, stranger) = (VisitorHandle.Create(), VisitorHandle.Create());
        var (seen, unseen) = (await BeginAsync(requests, browser), await BeginAsync(requests, browser));
        var (pushed, unseenPushed) = (await requests.PushAsync(Request(), Ct), await requests.PushAsync(Request(), Ct));
        var claimed = await requests.ClaimPushedAsync(pushed.RequestUri, "app", browser, Ct);
        Assert.NotNull(await requests.ClaimPushedAsync(unseenPushed.RequestUri, "app", browser, Ct));

        Assert.NotNull(await requests.FindAsync(seen.Handle, browser.Reveal(), Ct));
        Assert.NotNull(await requests.FindAsync(claimed!.Handle, browser.Reveal(), Ct));
        Assert.Null(await requests.FindAsync(unseen.Handle, stranger.Reveal(), Ct));
        clock.Advance(PendingRequests.KeptUnseen + TimeSpan.FromSeconds(1));

        Assert.Equal(2, await requests.PurgeAsync(Ct));
        Assert.Null(await requests.FindAsync(unseen.Handle, browser.Reveal(), Ct));
        Assert.NotNull(await requests.FindAsync(seen.Handle, browser.Reveal(), Ct));
        Assert.NotNull(await requests.FindAsync(claimed.Handle, browser.Reveal(), Ct));
    }

    [Fact]
    public async Task A_source_begins_so_many_sign_ins_on_all_nodes_together_and_then_waits()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        var clock = new ManualClock();
        var limit = ("Throttling:SignInsPerSource", "10");
        await using var one = await Nodes.StartAsync(database.ConnectionString, clock, limit);
        await using var other = await Nodes.StartAsync(database.ConnectionString, clock, limit);
        PendingRequests[] both = [one.Get<PendingRequests>(), other.Get<PendingRequests>()];
        var source = Guesser.NewSource();

        var begun = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(n => both[n % 2].BeginAsync(Request(), VisitorHandle.Create(), source, Ct))
        );

        Assert.Equal(10, begun.Count(one => one is BegunRequest.Waiting));
        Assert.All(
            begun.OfType<BegunRequest.TooOften>(),
            refused => Assert.Equal(TimeSpan.FromMinutes(1), refused.RetryAfter)
        );
        Assert.Equal(
            10,
            await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM authorization_requests")
        );
        Assert.IsType<BegunRequest.Waiting>(
            await both[0].BeginAsync(Request(), VisitorHandle.Create(), Guesser.NewSource(), Ct)
        );
    }

    private static async Task<PendingRequest> BeginAsync(PendingRequests requests, VisitorHandle browser) =>
        Assert.IsType<BegunRequest.Waiting>(await requests.BeginAsync(Request(), browser, Source.Unknown, Ct)).Request;

    private static AuthorizationRequest Request() =>
        new()
        {
            ClientId = "app",
            RedirectUri = "https://app.example.com/callback",
            ResponseTypes = ResponseTypes.Code,
            ResponseMode = ResponseMode.Query,
            Scopes = ["openid"],
            Resources = [],
        };
}
