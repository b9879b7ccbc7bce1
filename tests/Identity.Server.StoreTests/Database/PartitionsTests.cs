using Identity.Server.Database;
using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Database;

public sealed class PartitionsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Partitions Partitions => nodes.A.Get<Partitions>();

    [Fact]
    public async Task Days_that_must_exist_are_made_and_days_before_them_dropped_whole()
    {
        await CreateTableAsync("kept_by_day");
        var first = new DateOnly(2030, 12, 30);

        Assert.Equal(new PartitionsKept(4, 0), await KeepAsync("kept_by_day", first));
        await Sql.ExecuteAsync(
            nodes.ConnectionString,
            "INSERT INTO kept_by_day VALUES ('2030-12-30 00:00:00+00'), ('2031-01-02 23:59:59.999999+00')"
        );

        Assert.Equal(new PartitionsKept(0, 0), await KeepAsync("kept_by_day", first));
        Assert.Equal(new PartitionsKept(2, 2), await KeepAsync("kept_by_day", first.AddDays(2)));
        Assert.Equal(1L, await Sql.AskAsync<long>(nodes.ConnectionString, "SELECT count(*) FROM kept_by_day"));
    }

    [Fact]
    public async Task Nodes_that_keep_partitions_at_the_same_moment_do_not_trip_over_each_other()
    {
        await CreateTableAsync("kept_by_many");
        for (var day = new DateOnly(2030, 1, 1); day.Month < 3; day = day.AddDays(7))
        {
            var kept = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => KeepAsync("kept_by_many", day)));
            Assert.True(kept.Sum(one => one.Created) >= 4);
        }
        Assert.Equal(
            4L,
            await Sql.AskAsync<long>(
                nodes.ConnectionString,
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'kept_by_many'::regclass"
            )
        );
    }

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_all_end_well()
    {
        await using var database = await nodes.Databases.CreateEmptyAsync(Ct);
        var started = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Nodes.StartAsync(database.ConnectionString, null, ("Database:MigrateOnStart", "true")))
        );
        foreach (var node in started)
            await node.DisposeAsync();

        Assert.Equal(
            ["ES256 1", "RS256 1"],
            await Sql.ListAsync<string>(
                database.ConnectionString,
                "SELECT algorithm || ' ' || count(*) FROM signing_keys GROUP BY algorithm ORDER BY 1"
            )
        );
    }

    [Fact]
    public async Task What_expires_has_a_partition_for_every_day_it_could_expire_on()
    {
        var clock = new ManualClock(new DateTimeOffset(2031, 2, 27, 23, 30, 0, TimeSpan.Zero));
        await using var database = await nodes.Databases.CreateAsync(Ct);
        await using var node = await Nodes.StartAsync(database.ConnectionString, clock);

        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await node.Get<DenyList>().DenyAsync([id], clock.GetUtcNow(), clock.GetUtcNow() + TokenLifetimes.Longest, Ct);
        var oldest = await OldestAsync(database.ConnectionString);
        clock.Advance(TimeSpan.FromDays(3));
        var kept = await node.Get<TokenKeeping>().KeepPartitionsAsync(Ct);

        Assert.Equal("deny_list_20310227", oldest);
        Assert.Equal(new PartitionsKept(Created: 6, Dropped: 5), kept);
        Assert.Equal("deny_list_20310302", await OldestAsync(database.ConnectionString));
        Assert.Equal(1L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM deny_list"));
    }

    private Task<PartitionsKept> KeepAsync(string table, DateOnly first) =>
        Partitions.KeepAsync(table, oldest: first, first, first.AddDays(3), Ct);

    private async Task CreateTableAsync(string name) =>
        await Sql.ExecuteAsync(nodes.ConnectionString, $"CREATE TABLE {name} (at timestamptz) PARTITION BY RANGE (at)");

    private static Task<string> OldestAsync(string connectionString) =>
        Sql.AskAsync<string>(
            connectionString,
            "SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'deny_list'::regclass"
        );
}
