using System.Net;
using Identity.Server.Database.Sealing;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Tests.Users.Throttling;

public sealed class ThrottleKeysTests : IDisposable
{
    private readonly MasterKey _master = new(new byte[MasterKey.Length]);

    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    private ThrottleKeys Keys => new(_master);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData("::1", "::/64")]
    public void A_source_is_what_one_household_has_to_itself(string address, string source) =>
        Assert.Equal(source, ThrottleKeys.Network(IPAddress.Parse(address)));

    [Fact]
    public void No_two_counters_share_a_name()
    {
        var device = DeviceHandle.Create();
        Guid[] keys =
        [
            Keys.OfAccount("a"),
            Keys.OfAccount("b"),
            Keys.OfAccount("192.0.2.1"),
            Keys.OfSource(Address),
            Keys.OfAccountAndSource("a", Address),
            Keys.OfAccountAndSource("b", Address),
            Keys.OfAccountAndDevice("a", device),
            Keys.OfAccountAndDevice("b", device),
            Keys.OfAccountAndDevice("a", DeviceHandle.Create()),
            Keys.OfRequests("a", Address),
            Keys.OfLetters("a", "b"),
            Keys.OfLetters("a1:b", ""),
            Keys.OfLetters("", "a1:b"),
            Keys.OfLetter(Guid.Empty),
        ];

        Assert.Equal(keys.Distinct(), keys);
    }

    [Fact]
    public void Every_node_has_the_same_names_and_nobody_else_can_work_them_out()
    {
        using var same = new MasterKey(new byte[MasterKey.Length]);
        using var other = new MasterKey([.. Enumerable.Repeat((byte)1, MasterKey.Length)]);

        Assert.Equal(Keys.OfAccount("a"), new ThrottleKeys(same).OfAccount("a"));
        Assert.NotEqual(Keys.OfAccount("a"), new ThrottleKeys(other).OfAccount("a"));
    }

    [Fact]
    public void What_is_no_text_is_counted_all_the_same() => Assert.NotEqual(Guid.Empty, Keys.OfAccount("\ud800"));

    public void Dispose() => _master.Dispose();
}
