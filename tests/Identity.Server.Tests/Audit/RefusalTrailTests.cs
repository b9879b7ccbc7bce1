using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.Audit.Counting;
using Identity.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Audit;

public sealed class RefusalTrailTests : IDisposable
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Meter _meter = new("Test");
    private readonly AuditTrail _audit;
    private readonly Counts _counts;
    private readonly RefusalTrail _refusals;

    public RefusalTrailTests()
    {
        _audit = new AuditTrail(
            Options.Create(new AuditOptions { Waiting = 1_000_000 }),
            new AuditMetrics(_meter),
            _clock,
            NullLogger<AuditTrail>.Instance
        );
        _counts = new Counts(_clock);
        _refusals = new RefusalTrail(_audit, _counts, _clock);
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void What_one_source_is_refused_is_told_up_to_a_number_and_then_counted()
    {
        Refuse("198.51.100.1", 100);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _refusals.TellSums();

        var told = Told();
        Assert.Equal(RefusalTrail.MostOfOneSource + 1, told.Count);
        Assert.Equal(100 - RefusalTrail.MostOfOneSource, LeftOut(told[^1]));
        Assert.Equal(IPAddress.Parse("198.51.100.1"), told[^1].Address);
        Assert.Equal("70 more within a minute from one address, which are not told one by one", told[^1].Refusal);
    }

    [Fact]
    public void Charts_count_each_of_them_once()
    {
        Refuse("198.51.100.1", 100);
        _refusals.Close();

        // What is told is counted when it is stored.
        Assert.Equal(100, Told().Count + Assert.Single(_counts.Take()).Value);
    }

    [Fact]
    public void Sources_and_kinds_are_counted_apart()
    {
        Refuse("198.51.100.1", RefusalTrail.MostOfOneSource + 1);
        Refuse("198.51.100.2", 1);
        Refuse("198.51.100.1", 1, AuditKind.AuthorizationRefusal);

        Assert.Equal(RefusalTrail.MostOfOneSource + 2, Told().Count);
    }

    [Fact]
    public void All_addresses_of_an_IPv6_network_are_one_source()
    {
        for (var host = 1; host <= 100; host++)
            Refuse($"2001:db8:0:1::{host:x}", 1);
        Refuse("2001:db8:0:2::1", 1);

        Assert.Equal(RefusalTrail.MostOfOneSource + 1, Told().Count);
    }

    [Fact]
    public void A_flood_from_everywhere_costs_no_more_than_a_number_either()
    {
        for (var source = 0; source < 10_000; source++)
            Refuse($"10.0.{source / 256}.{source % 256}", 1);
        _refusals.Close();

        var told = Told();
        Assert.Equal(RefusalTrail.MostOfAll + 1, told.Count);
        Assert.Equal(10_000 - RefusalTrail.MostOfAll, LeftOut(told[^1]));
        Assert.Null(told[^1].Address);
    }

    [Fact]
    public void The_next_minute_begins_anew()
    {
        Refuse("198.51.100.1", RefusalTrail.MostOfOneSource + 5);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Refuse("198.51.100.1", 1);

        var told = Told();
        Assert.Equal(RefusalTrail.MostOfOneSource + 2, told.Count);
        Assert.Equal(5, LeftOut(told[^2]));
    }

    [Fact]
    public void Where_nothing_was_left_out_nothing_is_said()
    {
        Refuse("198.51.100.1", RefusalTrail.MostOfOneSource);
        _refusals.Close();
        _refusals.Close();

        Assert.Equal(RefusalTrail.MostOfOneSource, Told().Count);
    }

    [Fact]
    public async Task Of_many_at_once_none_is_lost()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => Refuse("198.51.100.1", 1000), TestContext.Current.CancellationToken))
        );
        _refusals.Close();

        var told = Told();
        Assert.Equal(RefusalTrail.MostOfOneSource + 1, told.Count);
        Assert.Equal(8000 - RefusalTrail.MostOfOneSource, LeftOut(told[^1]));
    }

    private void Refuse(string address, int times, string kind = AuditKind.TokenRefusal)
    {
        using var request = new Activity("request").Start();
        request.SetTag(AuditOrigin.AddressTag, IPAddress.Parse(address));
        for (var time = 0; time < times; time++)
            _refusals.Record(new AuditEvent(kind, Target: null) { Refusal = "no such client" });
    }

    private List<AuditEntry> Told()
    {
        var told = new List<AuditEntry>();
        while (_audit.Waiting.TryRead(out var entry))
            told.Add(entry);
        return told;
    }

    private static int LeftOut(AuditEntry entry) =>
        JsonElement.Parse(entry.Details!).GetProperty("left_out").GetInt32();
}
