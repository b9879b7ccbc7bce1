using System.Security.Cryptography;
using Identity.Server.Sessions;
using Identity.Tests;

namespace Identity.Server.StoreTests.Sessions;

/// <summary>A session is alive or not in the statement that reads it, on whichever node.</summary>
public sealed class BrowserSessionsTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private Browsers? _browsers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Browsers Browsers => _browsers!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _browsers = await Browsers.CreateAsync(_node);
    }

    [Fact]
    public async Task A_session_is_found_by_its_handle_on_every_node()
    {
        var started = await Browsers.Sessions.StartAsync(Browsers.Person, "Firefox on Windows", ["pwd", "otp"], Ct);
        await using var other = await Nodes.StartAsync(_database!.ConnectionString, _clock);

        var found = await other.Get<BrowserSessions>().FindAsync(started.Handle.Reveal(), Ct);

        Assert.NotNull(found);
        Assert.Equal(started.Session with { Amr = found.Amr }, found);
        Assert.Equal(["pwd", "otp"], found.Amr);
        Assert.Equal(Browsers.Person, found.Person);
    }

    [Fact]
    public async Task What_was_never_given_out_is_nobodys()
    {
        var handle = await Browsers.StartAsync();

        Assert.Null(await Browsers.FindAsync(SessionHandle.Create().Reveal()));
        Assert.Null(await Browsers.FindAsync(handle[..^1] + (handle[^1] == 'A' ? 'E' : 'A')));
        Assert.Null(await Browsers.FindAsync("se_' OR true --"));
        Assert.Null(await Browsers.FindAsync(""));
    }

    [Fact]
    public async Task The_database_holds_the_hash_of_the_handle_and_not_the_handle()
    {
        var handle = await Browsers.StartAsync();
        var row = await AskAsync<string>("SELECT s::text FROM sessions s");

        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(handle.AsSpan(3));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), row, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(bytes), row, StringComparison.Ordinal);
        Assert.DoesNotContain(handle[3..], row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_used_stays_and_one_that_is_not_ends()
    {
        var (used, idle) = (await Browsers.StartAsync(), await Browsers.StartAsync());
        for (var hours = 0; hours < 14; hours += 7)
        {
            _clock.Advance(TimeSpan.FromHours(7));
            Assert.True(await Browsers.IsAliveAsync(used));
        }

        Assert.False(await Browsers.IsAliveAsync(idle));
    }

    [Fact]
    public async Task A_session_ends_to_the_tick()
    {
        var handle = await Browsers.StartAsync();
        _clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMicroseconds(1));
        Assert.True(await Browsers.IsAliveAsync(handle));

        var unused = await Browsers.StartAsync();
        _clock.Advance(TimeSpan.FromHours(8));
        Assert.False(await Browsers.IsAliveAsync(unused));
    }

    [Fact]
    public async Task However_much_it_is_used_it_ends_after_a_week()
    {
        var handle = await Browsers.StartAsync();
        var end = _clock.Now + TimeSpan.FromDays(7);
        while (_clock.Now + TimeSpan.FromHours(7) < end)
        {
            _clock.Advance(TimeSpan.FromHours(7));
            Assert.True(await Browsers.IsAliveAsync(handle));
        }

        _clock.Set(end);
        Assert.False(await Browsers.IsAliveAsync(handle));
    }

    [Fact]
    public async Task Most_requests_write_nothing()
    {
        const string Version = "SELECT xmin::text FROM sessions";
        var handle = await Browsers.StartAsync();
        var version = await AskAsync<string>(Version);

        _clock.Advance(TimeSpan.FromSeconds(59));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Browsers.FindAsync(handle)));
        Assert.Equal(version, await AskAsync<string>(Version));

        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Browsers.FindAsync(handle)));
        Assert.NotEqual(version, await AskAsync<string>(Version));
        Assert.Equal(_clock.Now.UtcDateTime, await AskAsync<DateTime>("SELECT last_seen_at FROM sessions"));
    }

    [Fact]
    public async Task A_suspended_person_has_no_session_and_has_it_again_afterwards()
    {
        var handle = await Browsers.StartAsync();

        await _node!.SuspendAsync(Browsers.Person.Email);
        Assert.False(await Browsers.IsAliveAsync(handle));
        Assert.Null(await Browsers.Sessions.RenewAsync(handle, shown: null, Ct));

        await _node!.ReinstateAsync(Browsers.Person.Email);
        Assert.True(await Browsers.IsAliveAsync(handle));
    }

    [Fact]
    public async Task A_new_epoch_ends_what_was_begun_before_it_and_what_was_read_before_it()
    {
        var handle = await Browsers.StartAsync();
        await ExecuteAsync("UPDATE users SET epoch = epoch + 1");

        Assert.False(await Browsers.IsAliveAsync(handle));
        Assert.Empty(await Browsers.Sessions.ListAsync(Browsers.Person.Id, Ct));
        // The password was right when it was looked at, and another has been set since.
        Assert.False(await Browsers.IsAliveAsync(await Browsers.StartAsync()));
    }

    [Fact]
    public async Task An_account_that_was_deleted_meanwhile_gets_no_session()
    {
        await ExecuteAsync("DELETE FROM users");

        Assert.False(await Browsers.IsAliveAsync(await Browsers.StartAsync()));
    }

    [Fact]
    public async Task A_renewed_session_is_the_same_session_under_another_handle()
    {
        var old = await Browsers.StartAsync();
        var before = (await Browsers.FindAsync(old))!;
        _clock.Advance(TimeSpan.FromHours(1));

        var renewed = await Browsers.Sessions.RenewAsync(old, shown: null, Ct);

        Assert.NotNull(renewed);
        Assert.False(await Browsers.IsAliveAsync(old));
        var after = (await Browsers.FindAsync(renewed.Handle.Reveal()))!;
        Assert.Equal(before with { Amr = after.Amr }, after);
        Assert.Equal(before.Amr, after.Amr);
    }

    [Fact]
    public async Task Who_shows_again_who_they_are_begins_the_time_anew()
    {
        var old = await Browsers.StartAsync();
        _clock.Advance(TimeSpan.FromHours(1));

        var renewed = (await Browsers.Sessions.RenewAsync(old, ["pwd", "otp"], Ct))!.Session;

        Assert.Equal(_clock.Now, renewed.AuthTime);
        Assert.Equal(["pwd", "otp"], renewed.Amr);
        Assert.Equal(_clock.Now + TimeSpan.FromDays(7), renewed.ExpiresAt);
    }

    [Fact]
    public async Task Of_thirty_renewals_at_once_one_has_the_session()
    {
        var handle = await Browsers.StartAsync();

        var renewals = await Sql.RaceAsync(
            _database!.ConnectionString,
            "sessions",
            waiting: 30,
            Enumerable.Range(0, 30).Select(_ => Browsers.Sessions.RenewAsync(handle, shown: null, Ct))
        );

        var winner = Assert.Single(renewals, renewal => renewal is not null)!;
        Assert.True(await Browsers.IsAliveAsync(winner.Handle.Reveal()));
        Assert.False(await Browsers.IsAliveAsync(handle));
        Assert.Equal(1L, await AskAsync<long>("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task The_list_shows_ones_own_browsers_and_the_latest_first()
    {
        var first = await Browsers.StartAsync("Firefox on Windows");
        await (await Browsers.CreateAsync(_node!)).StartAsync("Edge on Windows");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Browsers.StartAsync("Safari on iPhone");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Browsers.FindAsync(first);

        var list = await Browsers.Sessions.ListAsync(Browsers.Person.Id, Ct);

        Assert.Equal(["Firefox on Windows", "Safari on iPhone"], list.Select(one => one.Device));
        Assert.Equal(_clock.Now, list[0].LastSeenAt);
        _clock.Advance(TimeSpan.FromHours(9));
        Assert.Empty(await Browsers.Sessions.ListAsync(Browsers.Person.Id, Ct));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(_database!.ConnectionString, sql);

    private Task<int> ExecuteAsync(string sql) => Sql.ExecuteAsync(_database!.ConnectionString, sql);
}
