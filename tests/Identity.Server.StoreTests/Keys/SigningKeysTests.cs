using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Keys;

/// <summary>The life of signing keys on one clock: made, announced, active, retired, gone.</summary>
public sealed class SigningKeysTests(TestDatabases databases) : IAsyncLifetime
{
    private static readonly KeyOptions Options = new();

    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private DateTimeOffset _born;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SigningKeys Keys => _node!.Get<SigningKeys>();

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _born = _clock.GetUtcNow();
    }

    [Fact]
    public void The_first_start_makes_a_key_for_RSA_and_one_for_elliptic_curves()
    {
        Assert.Equal(["ES256 1 Active", "RS256 1 Active"], States());
        Assert.Equal(2, PublishedKeyIds().Count);
    }

    [Fact]
    public async Task A_successor_is_announced_two_weeks_before_the_change_and_no_sooner()
    {
        _clock.Set(_born + TimeSpan.FromDays(76) - TimeSpan.FromSeconds(1));
        Assert.Equal(new KeysKept(0, 0), await Keys.KeepAsync(Ct));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new KeysKept(2, 0), await Keys.KeepAsync(Ct));
        Assert.Equal(new KeysKept(0, 0), await Keys.KeepAsync(Ct));

        Assert.Equal(["ES256 1 Active", "ES256 2 Announced", "RS256 1 Active", "RS256 2 Announced"], States());
        Assert.Equal(4, PublishedKeyIds().Count);
    }

    [Fact]
    public async Task Eight_nodes_that_announce_at_the_same_moment_announce_one_successor()
    {
        _clock.Set(_born + TimeSpan.FromDays(80));
        var nodes = Enumerable.Range(0, 8).Select(_ => NewNode()).ToArray();

        var kept = await Task.WhenAll(nodes.Select(node => node.KeepAsync(Ct)));

        Assert.Equal(2, kept.Sum(one => one.Announced));
        foreach (var node in nodes)
            await node.ReloadAsync(Ct);
        Assert.Equal(4L, await Sql.AskAsync<long>(_database!.ConnectionString, "SELECT count(*) FROM signing_keys"));
        Assert.Single(
            nodes.Select(node => new PublishedKeys(node.Ring.Published).ETag).Distinct(StringComparer.Ordinal)
        );
        Array.ForEach(nodes, node => node.Dispose());
    }

    [Fact]
    public async Task All_nodes_change_over_at_one_instant()
    {
        using var other = NewNode();
        var old = Keys.Active(JwsAlgorithm.RS256).KeyId;
        _clock.Set(_born + TimeSpan.FromDays(76));
        await Keys.KeepAsync(Ct);
        await other.ReloadAsync(Ct);

        _clock.Set(_born + Options.ActiveFor - TimeSpan.FromTicks(1));
        Assert.Equal(old, Keys.Active(JwsAlgorithm.RS256).KeyId);
        Assert.Equal(old, other.Active(JwsAlgorithm.RS256).KeyId);

        // Nothing is read and nothing runs: the clock alone decides.
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(old, Keys.Active(JwsAlgorithm.RS256).KeyId);
        Assert.Equal(Keys.Active(JwsAlgorithm.RS256).KeyId, other.Active(JwsAlgorithm.RS256).KeyId);
        Assert.Equal(["ES256 1 Retired", "ES256 2 Active", "RS256 1 Retired", "RS256 2 Active"], States());
    }

    [Fact]
    public async Task A_retired_key_stays_published_until_nothing_it_signed_is_alive()
    {
        _clock.Set(_born + TimeSpan.FromDays(76));
        await Keys.KeepAsync(Ct);

        _clock.Set(_born + Options.ActiveFor + Options.RetiredFor - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await Keys.KeepAsync(Ct)).Removed);
        Assert.Equal(4, PublishedKeyIds().Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await Keys.KeepAsync(Ct)).Removed);
        Assert.Equal(["ES256 2 Active", "RS256 2 Active"], States());
        Assert.True(Options.RetiredFor > TokenLifetimes.Longest);
    }

    [Fact]
    public async Task A_server_that_was_off_for_a_year_announces_before_it_changes()
    {
        var old = Keys.Active(JwsAlgorithm.ES256).KeyId;
        _clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal(new KeysKept(2, 0), await Keys.KeepAsync(Ct));

        _clock.Advance(Options.AnnouncedFor - TimeSpan.FromSeconds(1));
        await Keys.KeepAsync(Ct);
        Assert.Equal(old, Keys.Active(JwsAlgorithm.ES256).KeyId);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(old, Keys.Active(JwsAlgorithm.ES256).KeyId);
    }

    [Fact]
    public async Task Years_of_hourly_keeping_leave_at_most_two_keys_of_a_kind_and_never_none()
    {
        var stepped = TimeSpan.FromHours(7);
        for (var day = TimeSpan.Zero; day < TimeSpan.FromDays(730); day += stepped)
        {
            _clock.Advance(stepped);
            await Keys.KeepAsync(Ct);
            Assert.InRange(Keys.Ring.Keys.Count, 2, 4);
            Keys.Active(JwsAlgorithm.RS256);
            Keys.Active(JwsAlgorithm.ES256);
        }
        Assert.Equal(9, Keys.Ring.Keys.Max(key => key.Generation));
    }

    [Fact]
    public async Task A_rotation_at_once_signs_with_the_new_keys_at_once()
    {
        var old = Keys.Active(JwsAlgorithm.RS256).KeyId;

        Assert.Equal(2, await Keys.RotateAsync(TimeSpan.Zero, Ct));

        Assert.NotEqual(old, Keys.Active(JwsAlgorithm.RS256).KeyId);
        Assert.Equal(["ES256 1 Retired", "ES256 2 Active", "RS256 1 Retired", "RS256 2 Active"], States());
        Assert.Contains(old!, PublishedKeyIds());
    }

    [Fact]
    public async Task A_rotation_at_once_overtakes_a_successor_that_was_announced()
    {
        _clock.Set(_born + TimeSpan.FromDays(80));
        await Keys.KeepAsync(Ct);
        await Keys.RotateAsync(TimeSpan.Zero, Ct);

        Assert.Equal(["1 Retired", "2 Announced", "3 Active"], StatesOf(JwsAlgorithm.RS256));
        _clock.Advance(Options.RetiredFor);
        await Keys.KeepAsync(Ct);
        Assert.DoesNotContain("1 Retired", StatesOf(JwsAlgorithm.RS256));
        _clock.Advance(Options.AnnouncedFor);
        Assert.Equal(3, Keys.Ring.Keys.Single(key => key.Key == Keys.Active(JwsAlgorithm.RS256)).Generation);
    }

    [Fact]
    public async Task An_API_of_another_algorithm_gets_one_key_however_many_nodes_ask()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => NewNode()).ToArray();

        await Task.WhenAll(nodes.Select(node => node.EnsureAsync(JwsAlgorithm.ES384, Ct)));

        Assert.Single(nodes.Select(node => node.Active(JwsAlgorithm.ES384).KeyId).Distinct(StringComparer.Ordinal));
        Array.ForEach(nodes, node => node.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        await _node!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    // What a node knows of keys is in this one object; everything else of a node would only make it slower.
    private SigningKeys NewNode() => ActivatorUtilities.CreateInstance<SigningKeys>(_node!.Services);

    private string[] States() =>
        [
            .. Keys.Ring.Keys.Select(key =>
                $"{key.Key.Algorithm.Name} {key.Generation} {key.StateAt(_clock.GetUtcNow())}"
            ),
        ];

    private string[] StatesOf(JwsAlgorithm algorithm) =>
        [
            .. Keys
                .Ring.Keys.Where(key => key.Key.Algorithm == algorithm)
                .Select(key => $"{key.Generation} {key.StateAt(_clock.GetUtcNow())}"),
        ];

    private List<string> PublishedKeyIds()
    {
        Assert.True(JwkSet.TryParse(new PublishedKeys(Keys.Ring.Published).Json, out var set, out _));
        Assert.All(set.Keys, key => Assert.False(key.IsPrivate));
        return [.. set.Keys.Select(key => key.Kid!)];
    }
}
