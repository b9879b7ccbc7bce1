using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Audit;

/// <summary>What happened is stored, once, for as long as is wanted, and found again.</summary>
public sealed class AuditTests(TestDatabases databases, ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AuditTrail Trail => host.Server.Get<AuditTrail>();

    [Fact]
    public async Task Everything_that_was_taken_in_is_stored_before_a_clean_stop_ends()
    {
        const int Many = 5000;
        await using var database = await databases.CreateStartedAsync(Ct);
        var server = await TestServer.StartAsync(database.ConnectionString, Ct);
        var trail = server.Get<AuditTrail>();

        for (var i = 0; i < Many; i++)
            trail.Record(new AuditEvent(AuditKind.SignIn, AuditParty.User(Guid.CreateVersion7())));
        await server.DisposeAsync();

        Assert.Equal(Many, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM audit_events"));
    }

    [Theory]
    [InlineData("UPDATE audit_events SET refusal = NULL")]
    [InlineData("DELETE FROM audit_events")]
    public async Task What_is_stored_is_neither_changed_nor_deleted(string statement)
    {
        await RecordedAsync(new AuditEvent(AuditKind.SignIn, SomeUser()));

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            Sql.ExecuteAsync(host.ConnectionString, statement)
        );

        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_stored_again_after_its_answer_was_lost_is_there_once()
    {
        var user = SomeUser();
        var entry = await RecordedAsync(new AuditEvent(AuditKind.SignIn, user) { Refusal = "wrong password" });

        await host.Server.Get<AuditStorage>().StoreAsync([entry], Ct);

        Assert.Single(await FindAsync(All with { Party = user }));
    }

    [Fact]
    public async Task Events_are_found_by_whom_they_are_about_who_did_them_and_what_came_of_them()
    {
        var (user, client) = (SomeUser(), AuditParty.Client("app of the audit"));
        await RecordedAsync(new AuditEvent(AuditKind.SignIn, user) { Refusal = "wrong password" });
        await RecordedAsync(new AuditEvent(AuditKind.SignIn, user));
        var consent = await RecordedAsync(new AuditEvent(AuditKind.Consent, client) { Actor = user });

        Assert.Equal(3, (await FindAsync(All with { Party = user })).Count);
        Assert.Equal([consent], await FindAsync(All with { Party = client }));
        Assert.Equal([consent], await FindAsync(All with { Party = user, Kind = AuditKind.Consent }));
        var refused = Assert.Single(await FindAsync(All with { Party = user, Refused = true }));
        Assert.Equal("wrong password", refused.Refusal);
        Assert.Equal(2, (await FindAsync(All with { Party = user, Refused = false })).Count);
        Assert.Empty(await FindAsync(All with { Party = user, Until = consent.At.AddHours(-1) }));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        var user = SomeUser();
        for (var i = 0; i < 5; i++)
            await RecordedAsync(new AuditEvent(AuditKind.SignIn, user));

        var first = await FindAsync(All with { Party = user, Take = 3 });
        var second = await FindAsync(All with { Party = user, Take = 3, After = new(first[2].At, first[2].Id) });

        Assert.Equal(3, first.Count);
        Assert.Equal(2, second.Count);
        Assert.Equal(5, first.Concat(second).Select(entry => entry.Id).Distinct().Count());
        Assert.True(
            first.Concat(second).Zip(first.Concat(second).Skip(1)).All(pair => pair.First.At >= pair.Second.At)
        );
    }

    [Fact]
    public async Task What_happened_long_ago_is_found_behind_what_happened_lately()
    {
        var now = new DateTimeOffset(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);
        await using var database = await databases.CreateAsync(Ct);
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            clock: new ManualClock(now)
        );
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await server
            .Get<Partitions>()
            .KeepAsync(AuditStorage.Table, today.AddDays(-99), today.AddDays(-99), today.AddDays(2), Ct);
        var user = SomeUser();
        int[] daysAgo = [0, 3, 7, 9, 20, 39, 41, 98];
        var entries = daysAgo
            .Select(days => now.AddDays(-days))
            .Select(at => new AuditEntry(
                Guid.CreateVersion7(at),
                at,
                AuditKind.SignIn,
                Actor: at.Day % 2 == 0 ? user.ToString() : null,
                user.ToString(),
                Refusal: null,
                Address: null,
                Correlation: null,
                Details: null
            ))
            .ToList();
        var storage = server.Get<AuditStorage>();
        await storage.StoreAsync(entries, Ct);

        foreach (var query in (AuditQuery[])[All, All with { Party = user }, AuditQuery.Latest(100)])
        {
            Assert.Equal(entries, await storage.FindAsync(query, Ct));
            var seen = new List<AuditEntry>();
            for (AuditPlace? after = null; seen.Count < entries.Count; after = AuditPlace.Of(seen[^1]))
            {
                var page = await storage.ListAsync(query with { Take = 3, After = after }, Ct);
                Assert.Equal(entries.Count, page.Total.Value);
                Assert.NotEmpty(page.Items);
                seen.AddRange(page.Items);
            }
            Assert.Equal(entries, seen);
        }
        Assert.Equal(3, (await storage.FindAsync(All with { Since = now.AddDays(-8) }, Ct)).Count);
        Assert.Equal(2, (await storage.FindAsync(All with { Until = now.AddDays(-40) }, Ct)).Count);
    }

    [Fact]
    public async Task Days_that_are_older_than_is_wanted_are_dropped()
    {
        var clock = new ManualClock(new DateTimeOffset(2031, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Audit:DaysKept"] = "2" },
            clock
        );
        server.Get<AuditTrail>().Record(new AuditEvent(AuditKind.SignIn, SomeUser()));
        await CountIsAsync(database.ConnectionString, 1);

        clock.Advance(TimeSpan.FromDays(2));
        await server.Get<AuditKeeping>().KeepPartitionsAsync(Ct);
        await CountIsAsync(database.ConnectionString, 1);
        clock.Advance(TimeSpan.FromDays(1));
        await server.Get<AuditKeeping>().KeepPartitionsAsync(Ct);
        await CountIsAsync(database.ConnectionString, 0);
    }

    private static AuditQuery All =>
        new(DateTimeOffset.UnixEpoch, new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Take: 100);

    private static AuditParty SomeUser() => AuditParty.User(Guid.CreateVersion7());

    private Task<IReadOnlyList<AuditEntry>> FindAsync(AuditQuery query) =>
        host.Server.Get<AuditStorage>().FindAsync(query, Ct);

    private async Task<AuditEntry> RecordedAsync(AuditEvent happened)
    {
        var party = happened.Actor ?? happened.Target;
        var before = (await FindAsync(All with { Party = party })).Count;
        Trail.Record(happened);
        IReadOnlyList<AuditEntry> found = [];
        await Eventually.TrueAsync(
            Eventually.Soon,
            async () => (found = await FindAsync(All with { Party = party })).Count > before
        );
        return found[0];
    }

    private static Task CountIsAsync(string database, long expected) =>
        Eventually.TrueAsync(
            Eventually.Soon,
            async () => await Sql.AskAsync<long>(database, "SELECT count(*) FROM audit_events") == expected
        );
}
