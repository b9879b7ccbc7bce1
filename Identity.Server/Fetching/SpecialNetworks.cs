using System.Net;
using System.Net.Sockets;

namespace Identity.Server.Fetching;

/// <summary>Tells the addresses of the public Internet from all others.</summary>
/// <remarks>
/// RFC 6890 §2.2 and the registries that it made. Of IPv6 only what is given out as global unicast counts, RFC 4291 §2.4: what
/// nobody has thought of is not public.
/// </remarks>
internal static class SpecialNetworks
{
    private static readonly (IPNetwork Network, string Kind)[] Special =
    [
        Of("0.0.0.0/8", "this network"),
        Of("10.0.0.0/8", "a private network"),
        Of("100.64.0.0/10", "a provider's private network"),
        Of("127.0.0.0/8", "loopback"),
        // Where clouds keep the credentials of a machine.
        Of("169.254.0.0/16", "link-local"),
        Of("168.63.129.16/32", "a cloud's platform"),
        Of("172.16.0.0/12", "a private network"),
        Of("192.0.0.0/24", "protocol assignments"),
        Of("192.0.2.0/24", "documentation"),
        Of("192.88.99.0/24", "a tunnel"),
        Of("192.168.0.0/16", "a private network"),
        Of("198.18.0.0/15", "benchmarks"),
        Of("198.51.100.0/24", "documentation"),
        Of("203.0.113.0/24", "documentation"),
        Of("224.0.0.0/4", "multicast"),
        Of("240.0.0.0/4", "reserved"),
        Of("::/128", "unspecified"),
        Of("::1/128", "loopback"),
        Of("fc00::/7", "a private network"),
        Of("fe80::/10", "link-local"),
        Of("fec0::/10", "site-local"),
        Of("ff00::/8", "multicast"),
        // Teredo (2001::/32) is among these; an IPv4 address of any kind may hide in it, as in 6to4.
        Of("2001::/23", "protocol assignments"),
        Of("2001:db8::/32", "documentation"),
        Of("2002::/16", "a tunnel"),
        Of("3fff::/20", "documentation"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What an address is where it is not public; null for a public one.</summary>
    public static string? KindOf(IPAddress address)
    {
        var real = Unwrapped(address);
        foreach (var (network, kind) in Special)
        {
            if (network.Contains(real))
                return kind;
        }
        return real.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(real)
            ? null
            : "not a global address";
    }

    // Where there is no IPv4, RFC 6052 §2.1 has names of IPv4 hosts lead to such addresses: what counts is the one inside.
    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }

    private static (IPNetwork Network, string Kind) Of(string network, string kind) => (IPNetwork.Parse(network), kind);
}
