using Identity.Server.Database;
using Identity.Server.Tokens;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>A rotation that lay in a network or before a database that stood still, and is taken up when its sender has given up.</summary>
public sealed class LateRotationTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly LateClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;
    private Grants? _grants;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock);
        _grants = await Grants.CreateAsync(_node);
        await Nodes.IsLiveAsync(_node);
    }

    [Fact]
    public async Task It_does_nothing_and_the_token_is_good_for_the_next_attempt()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        var second = await _grants.NextAsync(first);
        // As it is to the database when the statement comes a minute after it was sent.
        _clock.IsLate = true;

        await Assert.ThrowsAsync<TimeoutException>(() => _grants.NextAsync(second));
        _clock.IsLate = false;

        Assert.NotNull(await _grants.DescribeAsync(second));
        Assert.NotNull(await _grants.NextAsync(second));
    }

    [Fact]
    public async Task A_spent_token_that_comes_late_is_no_theft()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        var third = await _grants.NextAsync(await _grants.NextAsync(first));
        _clock.IsLate = true;

        await Assert.ThrowsAsync<TimeoutException>(() => _grants.NextAsync(first));
        _clock.IsLate = false;

        Assert.NotNull(await _grants.DescribeAsync(third));
    }

    [Fact]
    public async Task A_database_whose_clock_was_set_is_looked_at_again()
    {
        var first = (await _grants!.StartAsync()).RefreshToken;
        _clock.IsLate = true;

        await Assert.ThrowsAsync<TimeoutException>(() => _grants.NextAsync(first));

        Assert.Null(_node!.Get<DatabaseClock>().Deadline());
        Assert.NotNull(await _grants.NextAsync(first));
        await using var connection = new NpgsqlConnection(_database!.ConnectionString);
        await connection.OpenAsync(Ct);
        await _node.Get<DatabaseClock>().MeasureAsync(connection, Ct);
        Assert.NotNull(_node.Get<DatabaseClock>().Deadline());
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        await _database!.DisposeAsync();
    }

    /// <summary>Counts as if less time had gone by than has.</summary>
    private sealed class LateClock : TimeProvider
    {
        public bool IsLate { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() - (IsLate ? TimestampFrequency * 60 : 0);
    }
}
