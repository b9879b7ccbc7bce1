using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Sealing;

namespace Identity.Server.Users.Throttling;

/// <summary>Names counters, so that who reads the table learns neither addresses nor people, and cannot try names either.</summary>
internal sealed class ThrottleKeys(MasterKey master)
{
    private readonly byte[] _key = master.Derive("throttles");

    public Guid OfAccount(string name) => Of("account", name);

    public Guid OfSource(IPAddress address) => Of("source", Network(address));

    public Guid OfAccountAndSource(string name, IPAddress address) => Of("account and source", name, Network(address));

    public Guid OfAccountAndDevice(string name, DeviceHandle device) =>
        Of("account and device", name, Convert.ToHexString(device.Hash));

    public Guid OfRequests(string what, IPAddress address) => Of("requests", what, Network(address));

    public Guid OfLetters(string kind, string address) => Of("letters", kind, address);

    public Guid OfLetter(Guid id) => Of("letter", id.ToString());

    /// <summary>What counts as one source: an IPv4 address, or the 64 bits of an IPv6 address that one household has to itself.</summary>
    /// <remarks>RFC 4291 §2.5.4; a source has all of the other 64 bits to choose from.</remarks>
    public static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    // The length before each part: no two lists of parts are one text.
    private Guid Of(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Length).Append(':').Append(part);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text.ToString()), hash);
        return new Guid(hash[..16]);
    }
}
