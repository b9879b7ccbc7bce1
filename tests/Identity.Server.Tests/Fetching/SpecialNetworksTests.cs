using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Identity.Server.Fetching;
using Identity.Tests;

namespace Identity.Server.Tests.Fetching;

public sealed class SpecialNetworksTests
{
    /// <summary>First and last address, and the public neighbours where there are some.</summary>
    public static TheoryData<string, string, string?, string?> Ranges =>
        new()
        {
            { "0.0.0.0", "0.255.255.255", null, "1.0.0.0" },
            { "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0" },
            { "100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0" },
            { "127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0" },
            { "169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0" },
            { "168.63.129.16", "168.63.129.16", "168.63.129.15", "168.63.129.17" },
            { "172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0" },
            { "192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0" },
            { "192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0" },
            { "192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0" },
            { "192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0" },
            { "198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0" },
            { "198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0" },
            { "203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0" },
            { "224.0.0.0", "239.255.255.255", "223.255.255.255", null },
            { "240.0.0.0", "255.255.255.255", null, null },
            { "::", "::1", null, null },
            { "::2", "::ffff:ffff", null, null },
            { "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", null, null },
            { "100::", "100::ffff:ffff:ffff:ffff", null, null },
            { "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, "2000::" },
            { "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff::", "2001:200::" },
            { "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff::", "2001:db9::" },
            { "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff::", "2003::" },
            { "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe:ffff::", "3fff:1000::" },
            { "4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:ffff:ffff::", null },
            { "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, null },
            { "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, null },
            { "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, null },
            { "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, null },
        };

    [Theory, Spec("RFC 6890 §2.2"), Spec("RFC 4291 §2.4")]
    [MemberData(nameof(Ranges))]
    public void A_range_is_special_from_its_first_address_to_its_last(
        string first,
        string last,
        string? before,
        string? after
    )
    {
        Assert.All(new[] { first, last }, one => Assert.NotNull(KindOf(one)));
        Assert.All(new[] { before, after }.OfType<string>(), one => Assert.Null(KindOf(one)));
    }

    [Theory]
    [InlineData("169.254.169.254")] // the metadata of most clouds
    [InlineData("169.254.170.2")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("168.63.129.16")]
    [InlineData("fd00:ec2::254")]
    [InlineData("255.255.255.255")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:80ff:fffe")] // Teredo of 127.0.0.1
    [InlineData("fe80::1%1")]
    public void What_is_dangerous_is_special_in_every_disguise(string address) => Assert.NotNull(KindOf(address));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80f::200e")]
    public void A_public_address_is_not(string address) => Assert.Null(KindOf(address));

    /// <summary>The same question asked of the bits, for addresses from everywhere and as each family writes them.</summary>
    [Fact]
    public void The_table_says_what_the_bits_say()
    {
        var damage = new Damage(4711, ["x"]);
        var special = 0;
        var bytes = new byte[4];
        for (var i = 0; i < 200_000; i++)
        {
            var number = ((uint)damage.Below(1 << 16) << 16) | (uint)damage.Below(1 << 16);
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            var address = new IPAddress(bytes);
            var expected = IsSpecial(number);
            special += expected ? 1 : 0;

            Assert.Equal(expected, SpecialNetworks.KindOf(address) is not null);
            Assert.Equal(expected, SpecialNetworks.KindOf(address.MapToIPv6()) is not null);
            Assert.Equal(expected, KindOf($"64:ff9b::{address}") is not null);
            Assert.NotNull(KindOf($"2002:{number >> 16:x}:{number & 0xffff:x}::"));
        }

        Assert.InRange(special, 20_000, 40_000);
    }

    private static bool IsSpecial(uint a) =>
        a >> 24 is 0 or 10 or 127 or >= 224
        || a >> 22 == Number("100.64.0.0") >> 22
        || a >> 20 == Number("172.16.0.0") >> 20
        || a >> 17 == Number("198.18.0.0") >> 17
        || a >> 16 == Number("169.254.0.0") >> 16
        || a >> 16 == Number("192.168.0.0") >> 16
        || a >> 8 == Number("192.0.0.0") >> 8
        || a >> 8 == Number("192.0.2.0") >> 8
        || a >> 8 == Number("192.88.99.0") >> 8
        || a >> 8 == Number("198.51.100.0") >> 8
        || a >> 8 == Number("203.0.113.0") >> 8
        || a == Number("168.63.129.16");

    private static uint Number(string dotted) =>
        dotted.Split('.').Aggregate(0u, (sum, part) => (sum << 8) | uint.Parse(part, CultureInfo.InvariantCulture));

    private static string? KindOf(string address) => SpecialNetworks.KindOf(IPAddress.Parse(address));
}
