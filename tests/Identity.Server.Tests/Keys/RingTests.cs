using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Keys;
using Identity.Tests;

namespace Identity.Server.Tests.Keys;

public sealed class RingTests
{
    private static readonly DateTimeOffset Start = new ManualClock().Now;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Theory]
    [InlineData(-1, KeyState.Announced)]
    [InlineData(0, KeyState.Active)]
    [InlineData(9, KeyState.Active)]
    [InlineData(10, KeyState.Retired)]
    [InlineData(99, KeyState.Retired)]
    internal void A_keys_state_follows_from_the_clock(int day, KeyState expected)
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        var ringKey = new RingKey(key, 1, Start, Start.AddDays(10));

        Assert.Equal(expected, ringKey.StateAt(Start.AddDays(day)));
        Assert.Equal(KeyState.Active, (ringKey with { SupersededAt = null }).StateAt(Start.AddYears(99)));
    }

    [Fact]
    public void All_nodes_change_over_at_one_instant()
    {
        using var old = SigningKey.Create(JwsAlgorithm.ES256);
        using var next = SigningKey.Create(JwsAlgorithm.ES256);
        var changeover = Start.AddDays(1);
        var ring = new KeyRing([new(next, 2, changeover, null), new(old, 1, Start, changeover)]);

        Assert.Same(old, ring.Active(JwsAlgorithm.ES256, changeover - Tick));
        Assert.Same(next, ring.Active(JwsAlgorithm.ES256, changeover));
    }

    [Fact]
    public void Each_algorithm_has_its_own_active_key()
    {
        using var ec = SigningKey.Create(JwsAlgorithm.ES256);
        using var rsa = SigningKey.Create(JwsAlgorithm.RS256);
        var ring = new KeyRing([new(ec, 1, Start, null), new(rsa, 1, Start, null)]);

        Assert.Same(ec, ring.Active(JwsAlgorithm.ES256, Start));
        Assert.Same(rsa, ring.Active(JwsAlgorithm.RS256, Start));
        Assert.Equal(
            [JwsAlgorithm.ES256, JwsAlgorithm.RS256],
            ring.Algorithms.OrderBy(one => one.Name, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_first_key_signs_also_where_the_clock_is_behind_that_of_the_node_that_made_it()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        var ring = new KeyRing([new(key, 1, Start, null)]);

        Assert.Same(key, ring.Active(JwsAlgorithm.ES256, Start - Tick));
    }

    [Fact]
    public void A_key_that_is_only_announced_does_not_sign()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        using var announced = SigningKey.Create(JwsAlgorithm.ES256);
        var ring = new KeyRing([new(key, 1, Start, null), new(announced, 2, Start + Tick, null)]);

        Assert.Same(key, ring.Active(JwsAlgorithm.ES256, Start));
        Assert.Throws<InvalidOperationException>(() => ring.Active(JwsAlgorithm.RS256, Start));
        Assert.Throws<InvalidOperationException>(() => KeyRing.Empty.Active(JwsAlgorithm.RS256, Start));
    }

    [Fact]
    public void A_key_made_in_haste_goes_before_one_announced_earlier()
    {
        using var announced = SigningKey.Create(JwsAlgorithm.ES256);
        using var hasty = SigningKey.Create(JwsAlgorithm.ES256);
        var ring = new KeyRing([new(announced, 2, Start.AddDays(9), Start), new(hasty, 3, Start, null)]);

        Assert.Same(hasty, ring.Active(JwsAlgorithm.ES256, Start));
        Assert.Same(hasty, ring.Active(JwsAlgorithm.ES256, Start.AddDays(10)));
    }

    [Fact]
    public void A_successor_in_haste_ends_every_older_key_at_once()
    {
        SigningKeyRow[] rows =
        [
            Row(1, Start.AddDays(-5)),
            Row(2, Start.AddDays(9)),
            Row(3, Start),
            Row(9, Start.AddDays(-9), "RS256"),
        ];

        Assert.Equal(Start, rows[0].SupersededAt(rows));
        Assert.Equal(Start, rows[1].SupersededAt(rows));
        Assert.Null(rows[2].SupersededAt(rows));
        Assert.Null(rows[3].SupersededAt(rows));
    }

    [Fact]
    public void The_ring_knows_the_ids_of_its_keys()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        var ring = new KeyRing([new(key, 1, Start, null)]);

        Assert.True(ring.Knows(key.KeyId!));
        Assert.False(ring.Knows("another"));
        Assert.Equal(1, ring.Verification.Count);
    }

    [Fact, Spec("RFC 7517 §5")]
    public void The_published_set_has_the_public_parts_and_nothing_else()
    {
        using var ec = SigningKey.Create(JwsAlgorithm.ES256);
        using var rsa = SigningKey.Create(JwsAlgorithm.RS256);
        var published = new PublishedKeys(new KeyRing([new(ec, 1, Start, null), new(rsa, 1, Start, null)]).Published);

        using var json = JsonDocument.Parse(published.Json);
        var keys = json.RootElement.GetProperty("keys").EnumerateArray().ToList();

        Assert.Equal([ec.KeyId, rsa.KeyId], keys.Select(key => key.GetProperty("kid").GetString()));
        Assert.All(keys, key => Assert.Equal("sig", key.GetProperty("use").GetString()));
        Assert.All(
            keys.SelectMany(key => key.EnumerateObject()),
            member => Assert.Contains(member.Name, (string[])["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"])
        );
    }

    [Fact]
    public void The_same_keys_have_the_same_etag_on_every_node()
    {
        using var one = SigningKey.Create(JwsAlgorithm.ES256);
        using var two = SigningKey.Create(JwsAlgorithm.ES256);
        RingKey[] keys = [new(one, 1, Start, null), new(two, 2, Start, null)];

        Assert.Equal(
            new PublishedKeys(new KeyRing(keys).Published).ETag,
            new PublishedKeys(new KeyRing([keys[1], keys[0]]).Published).ETag
        );
        Assert.NotEqual(
            new PublishedKeys(new KeyRing(keys).Published).ETag,
            new PublishedKeys(new KeyRing([keys[0]]).Published).ETag
        );
        Assert.Matches("^\"[0-9a-f]{32}\"$", new PublishedKeys(new KeyRing(keys).Published).ETag);
    }

    [Fact]
    public void An_empty_ring_publishes_an_empty_set() =>
        Assert.Equal("""{"keys":[]}""", Encoding.UTF8.GetString(new PublishedKeys(KeyRing.Empty.Published).Json));

    private static SigningKeyRow Row(int generation, DateTimeOffset activeAt, string algorithm = "ES256") =>
        new()
        {
            KeyId = $"{algorithm} {generation}",
            Algorithm = algorithm,
            Generation = generation,
            SealedPrivateKey = [],
            CreatedAt = Start,
            ActiveAt = activeAt,
        };
}
