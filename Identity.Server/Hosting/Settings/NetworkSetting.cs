using System.Net;

namespace Identity.Server.Hosting.Settings;

/// <summary>Reads addresses and networks (`10.0.0.0/8`) as operators write them, and nothing that only looks like one.</summary>
internal static class NetworkSetting
{
    public static IEnumerable<IPNetwork> Read(string text) =>
        ListSetting.Read(text).Select(ReadOne).OfType<IPNetwork>();

    /// <summary>The entries that are neither an address nor a network.</summary>
    public static IEnumerable<string> Faults(string text) =>
        ListSetting.Read(text).Where(entry => ReadOne(entry) is null);

    // The framework takes "10" for 0.0.0.10: what is no address to a person is none here.
    private static IPNetwork? ReadOne(string entry)
    {
        var address = entry.Split('/')[0];
        if (!address.Contains(':', StringComparison.Ordinal) && address.Count(c => c == '.') != 3)
            return null;
        if (!IPAddress.TryParse(address, out var one))
            return null;
        if (entry == address)
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        // Bits beyond the prefix are a mistake that would let in more than was meant.
        return IPNetwork.TryParse(entry, out var network) && network.BaseAddress.Equals(one) ? network : null;
    }
}
