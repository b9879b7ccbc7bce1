using System.Diagnostics;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Fetching;
using Identity.Server.StoreTests.Sessions;
using Identity.Server.Tokens.Logout;
using Identity.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Identity.Server.StoreTests.Tokens.Logout;

/// <summary>Clients hear of logouts: at least once, from one node at a time, and for as long as it may be of use to them.</summary>
public sealed class LogoutDeliveryTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private Browsers? _browsers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string ConnectionString => _database!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(
            ConnectionString,
            _clock,
            ("Fetching:AllowLoopback", "true"),
            ("Fetching:Timeout", "00:00:02")
        );
        _browsers = await Browsers.CreateAsync(_node);
    }

    [Theory, Spec("OpenID Connect Back-Channel Logout §2.8")]
    [InlineData(200)]
    [InlineData(204)]
    public async Task A_client_that_says_it_has_heard_is_told_once(int status)
    {
        await using var client = await Listener.StartAsync();
        client.Answer = http => Answering(http, status);
        await QueueAsync(client.Uri);
        using var delivery = Delivery();

        Assert.Equal(1, await delivery.DeliverDueAsync(Ct));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));

        Assert.Single(client.Heard);
        Assert.Empty(client.Odd);
        Assert.Equal("delivered after 1", await StateAsync());
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.8")]
    public async Task A_client_that_refuses_is_not_told_again()
    {
        await using var client = await Listener.StartAsync();
        client.Answer = http => Answering(http, 400);
        await QueueAsync(client.Uri);
        using var delivery = Delivery();

        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));

        Assert.Single(client.Heard);
        Assert.Equal("dead after 1: 127.0.0.1 answered 400.", await StateAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_client_that_cannot_hear_now_is_told_ever_more_seldom_and_given_up_after_some_hours(int status)
    {
        await using var client = await Listener.StartAsync();
        client.Answer = http => Answering(http, status);
        await QueueAsync(client.Uri);
        var queued = _clock.Now;
        using var delivery = Delivery();
        var tried = new List<int>();

        while (await AskAsync<bool>("SELECT dead_at IS NULL FROM logout_notices"))
        {
            Assert.True(tried.Count < 100, "It is never given up.");
            tried.Add((int)Math.Round((_clock.Now - queued).TotalMinutes));
            await delivery.DeliverDueAsync(Ct);
            _clock.Set(new(await AskAsync<DateTime>("SELECT next_attempt_at FROM logout_notices"), TimeSpan.Zero));
        }

        Assert.Equal([0, 1, 6, 21, 81, 261, 621], tried);
        Assert.Equal(7, client.Heard.Count);
        Assert.Single(client.Heard.Select(JwtIdOf).Distinct());
        Assert.Equal(7, client.Heard.Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_is_away_hears_when_it_is_back()
    {
        int port;
        await using (var gone = await Listener.StartAsync())
        {
            port = new Uri(gone.Uri).Port;
            await QueueAsync(gone.Uri);
        }
        using var delivery = Delivery();
        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));
        Assert.Equal("waiting after 1: 127.0.0.1 could not be reached.", await StateAsync());

        await using var back = await Listener.StartAsync(port);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await delivery.DeliverDueAsync(Ct));
        Assert.Single(back.Heard);
    }

    [Fact]
    public async Task A_client_that_hangs_holds_up_no_other()
    {
        await using var hanging = await Listener.StartAsync();
        await using var quick = await Listener.StartAsync();
        hanging.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        // Another host, for only so many are sent to one at a time.
        await QueueAsync(hanging.Uri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), times: 6);
        await QueueAsync(quick.Uri, times: 20);
        using var delivery = Delivery();
        var started = Stopwatch.GetTimestamp();

        var delivering = delivery.DeliverDueAsync(Ct);
        await Eventually.TrueAsync(Eventually.Soon, () => quick.Heard.Count == 20);

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2), "They waited for the one that hangs.");
        Assert.Equal(20, await delivering);
        Assert.Equal(6L, await AskAsync<long>("SELECT count(*) FROM logout_notices WHERE last_error IS NOT NULL"));
    }

    [Fact]
    public async Task Two_nodes_tell_each_client_once()
    {
        await using var client = await Listener.StartAsync();
        await QueueAsync(client.Uri, times: 60);
        using var one = Delivery();
        using var other = Delivery();

        var told = await Task.WhenAll(one.DeliverDueAsync(Ct), other.DeliverDueAsync(Ct));

        Assert.Equal(60, told.Sum());
        Assert.Equal(60, client.Heard.Count);
        Assert.Equal(60, client.Heard.Select(JwtIdOf).Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_was_told_when_the_node_died_is_told_again_by_the_same_jti()
    {
        await using var client = await Listener.StartAsync();
        await QueueAsync(client.Uri);
        // The client has it, and nothing of ours runs any more.
        await _node!.Get<LogoutNotices>().ClaimAsync(TimeSpan.FromMinutes(1), [], Ct);
        using var delivery = Delivery();

        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await delivery.DeliverDueAsync(Ct));

        Assert.Equal(await AskAsync<Guid>("SELECT id FROM logout_notices"), Guid.Parse(JwtIdOf(client.Heard.Single())));
    }

    [Fact]
    public async Task A_client_that_has_changed_its_mind_is_left_alone()
    {
        await using var client = await Listener.StartAsync();
        await QueueAsync(client.Uri);
        await Sql.ExecuteAsync(ConnectionString, "UPDATE clients SET metadata = metadata - 'backchannel_logout_uri'");
        await _node!.Get<ClientCatalog>().ReloadAsync(Ct);
        using var delivery = Delivery();

        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));

        Assert.Empty(client.Heard);
        Assert.Equal("dead after 1: The client wants to hear nothing any more.", await StateAsync());
    }

    [Fact]
    public async Task What_became_of_a_notice_is_kept_for_a_week()
    {
        await using var client = await Listener.StartAsync();
        await QueueAsync(client.Uri);
        using var delivery = Delivery();
        await delivery.DeliverDueAsync(Ct);
        _clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await _node!.Get<LogoutNotices>().PurgeAsync(Ct));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await _node!.Get<LogoutNotices>().PurgeAsync(Ct));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Another node's delivery is another call. The node's own messenger has nothing to do: its clock is set back.</summary>
    private LogoutDelivery Delivery() =>
        new(
            _node!.Get<LogoutNotices>(),
            _node!.Get<LogoutMessage>(),
            _node!.Get<IOptions<FetchOptions>>(),
            _clock,
            NullLogger<LogoutDelivery>.Instance
        );

    // By hand: what ends a session wakes the node's own messenger, and this is about one that a test calls.
    private async Task QueueAsync(string uri, int times = 1)
    {
        var client = await Joined.AddClientAsync(_node!, uri);
        await Sql.ExecuteAsync(
            ConnectionString,
            $"""
            ALTER TABLE logout_notices DISABLE TRIGGER notify_change;
            INSERT INTO logout_notices (id, client_id, user_id, session_id, created_at, attempts, next_attempt_at)
            SELECT gen_random_uuid(), '{client.Id}', '{_browsers!.Person.Id}', gen_random_uuid(), '{_clock.Now:O}', 0, '{_clock.Now:O}'
              FROM generate_series(1, {times});
            """
        );
    }

    private static Task Answering(Microsoft.AspNetCore.Http.HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        if (status == 302)
            http.Response.Headers.Location = "/elsewhere";
        return Task.CompletedTask;
    }

    internal static string JwtIdOf(string token)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]);
        Assert.True(JwtClaims.TryParse(payload, out var claims));
        return claims.JwtId!;
    }

    private Task<string> StateAsync() =>
        AskAsync<string>(
            """
            SELECT CASE WHEN delivered_at IS NOT NULL THEN 'delivered' WHEN dead_at IS NOT NULL THEN 'dead' ELSE 'waiting' END
                || ' after ' || attempts || COALESCE(': ' || last_error, '') FROM logout_notices
            """
        );

    private Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(ConnectionString, sql);
}
