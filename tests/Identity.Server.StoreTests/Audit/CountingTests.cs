using Identity.Server.Audit;
using Identity.Server.Audit.Counting;
using Identity.Tests;

namespace Identity.Server.StoreTests.Audit;

/// <summary>How often something happened is known without asking the audit, and without a row for each time.</summary>
public sealed class CountingTests(TestDatabases databases, Nodes nodes) : IClassFixture<Nodes>
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_several_nodes_count_adds_up()
    {
        var name = TestClients.Unique("counted");
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(one =>
                    Task.Run(
                        () =>
                        {
                            var counts = (one % 2 == 0 ? nodes.A : nodes.B).Get<Counts>();
                            for (var i = 0; i < 1000; i++)
                                counts.Add(name, i % 4 == 0 ? "refused" : "done");
                        },
                        Ct
                    )
                )
        );

        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(nodes.A.Get<CountWriter>().StoreAsync(Ct), nodes.B.Get<CountWriter>().StoreAsync(Ct));
        }

        await Eventually.TrueAsync(Eventually.Soon, async () => await SumAsync(name, "refused") == 2000);
        Assert.Equal(6000, await SumAsync(name, "done"));
    }

    [Fact]
    public void Each_hour_has_its_own_count()
    {
        var clock = new ManualClock(Noon.AddMinutes(59));
        var counts = new Counts(clock);

        counts.Add("tokens", "password");
        clock.Advance(TimeSpan.FromMinutes(1));
        counts.Add("tokens", "password");
        counts.Add("tokens", "password");

        Assert.Equal(
            [(Noon, 1L), (Noon.AddHours(1), 2L)],
            counts.Take().OrderBy(one => one.Key.Hour).Select(one => (one.Key.Hour, one.Value))
        );
        Assert.Empty(counts.Take());
    }

    [Fact]
    public async Task Events_are_counted_where_they_are_stored_once_however_often_that_is_tried()
    {
        await using var database = await databases.CreateAsync(Ct);
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            clock: new ManualClock(Noon)
        );
        var storage = server.Get<AuditStorage>();
        AuditEntry[] batch = [Entry(refusal: null), Entry(refusal: null), Entry("wrong password")];

        await storage.StoreAsync(batch, Ct);
        await storage.StoreAsync(batch, Ct);

        Assert.Equal(
            [
                new CountedSpan(Noon, AuditKind.SignIn, AuditOutcome.Done, 2),
                new CountedSpan(Noon, AuditKind.SignIn, AuditOutcome.Refused, 1),
            ],
            await server.Get<EventCounts>().SeriesAsync(Noon, isByDay: false, [AuditKind.SignIn], Ct)
        );
    }

    [Fact]
    public async Task Counts_are_told_by_the_day_and_against_the_time_before()
    {
        await using var database = await databases.CreateAsync(Ct);
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            clock: new ManualClock(Noon)
        );
        var counts = server.Get<EventCounts>();
        await counts.AddAsync(
            new Dictionary<Counted, long>
            {
                [new(Noon, "tokens", "password")] = 1,
                [new(Noon.AddHours(-5), "tokens", "password")] = 2,
                [new(Noon.AddDays(-1), "tokens", "password")] = 4,
                [new(Noon.AddDays(-9), "tokens", "password")] = 8,
                [new(Noon.AddDays(-9), "others", "password")] = 16,
            },
            Ct
        );

        var days = await counts.SeriesAsync(Noon.AddDays(-3), isByDay: true, ["tokens"], Ct);
        Assert.Equal(
            [
                (new DateTimeOffset(2031, 4, 30, 0, 0, 0, TimeSpan.Zero), 4L),
                (new(2031, 5, 1, 0, 0, 0, TimeSpan.Zero), 3L),
            ],
            days.Select(day => (day.At, day.Times))
        );
        Assert.Equal(
            [new CountedTwice("tokens", "password", 7, 8)],
            await counts.CompareAsync(Noon.AddDays(-7), TimeSpan.FromDays(7), ["tokens"], Ct)
        );
    }

    [Fact]
    public async Task A_clean_stop_stores_what_was_counted_last()
    {
        await using var database = await databases.CreateAsync(Ct);
        var server = await TestServer.StartAsync(database.ConnectionString, Ct);

        server.Get<Counts>().Add("tokens", "client_credentials");
        await server.DisposeAsync();

        Assert.Equal(1L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count FROM event_counts"));
    }

    private static AuditEntry Entry(string? refusal) =>
        new(
            Guid.CreateVersion7(Noon),
            Noon.AddMinutes(30),
            AuditKind.SignIn,
            Actor: null,
            Target: "user:0",
            refusal,
            Address: null,
            Correlation: null,
            Details: null
        );

    private Task<long> SumAsync(string name, string outcome) =>
        Sql.AskAsync<long>(
            nodes.ConnectionString,
            $"SELECT COALESCE(sum(count), 0)::bigint FROM event_counts WHERE name = '{name}' AND outcome = '{outcome}'"
        );
}
