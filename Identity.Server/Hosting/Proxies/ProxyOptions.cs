using System.ComponentModel.DataAnnotations;
using System.Net;
using Identity.Server.Hosting.Settings;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting.Proxies;

/// <summary>Whom we believe when they say for whom they ask.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxies";

    /// <summary>
    /// Addresses and networks (`10.0.0.0/8`) of the proxies in front of us, separated by commas or as a JSON array. Their X-Forwarded-For and
    /// X-Forwarded-Proto count, and nobody else's: anybody can write them.
    /// </summary>
    public string Known { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from entry in Entries()
        where Read(entry) is null
        select new ValidationResult($"Proxies:Known has '{entry}', which is neither an address nor a network.");

    public IEnumerable<IPNetwork> Networks() => Entries().Select(Read).OfType<IPNetwork>();

    private string[] Entries() => [.. ListSetting.Read(Known)];

    // The framework takes "10" for 0.0.0.10: what is no address to a person is none here.
    private static IPNetwork? Read(string entry)
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

[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
