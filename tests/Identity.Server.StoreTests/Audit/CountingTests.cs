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
                (new Counted(Noon, AuditKind.SignIn, AuditOutcome.Done), 2L),
                (new Counted(Noon, AuditKind.SignIn, AuditOutcome.Refused), 1L),
            ],
            (await server.Get<EventCounts>().FindAsync(Noon, Noon.AddHours(1), [AuditKind.SignIn], Ct)).Select(one =>
                (one.Key, one.Value)
            )
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
