using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Identity.Server.Fetching;

/// <summary>What a look at a host's addresses came to.</summary>
internal abstract record HostCheck
{
    /// <summary>Every address was looked at and is allowed; connections go to these and to no others.</summary>
    public sealed record Passed(IReadOnlyList<IPAddress> Addresses) : HostCheck;

    public sealed record Failed(Fetched.Refused Refusal) : HostCheck;
}

/// <summary>Looks a name up once and judges every address that it has: one that is forbidden spoils the name.</summary>
internal sealed class HostGuard(INameResolver names, IOptions<FetchOptions> options, IHostEnvironment environment)
{
    private readonly bool _allowsLoopback = options.Value.AllowLoopback ?? environment.IsDevelopment();
    private readonly IPNetwork[] _allowed = [.. options.Value.Networks()];

    public async Task<HostCheck> CheckAsync(FetchTarget target, CancellationToken ct)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(target.Host, out var literal)
                ? [literal]
                : await names.ResolveAsync(target.Host, ct);
        }
        catch (SocketException)
        {
            addresses = [];
        }
        if (addresses.Length == 0)
            return Fail(FetchFault.NoSuchHost, $"{target.Host} has no address.");

        IPAddress[] plain = [.. addresses.Select(one => one.IsIPv4MappedToIPv6 ? one.MapToIPv4() : one)];
        // A name with good and bad addresses is not half good: the next answer may be the bad one alone.
        foreach (var address in plain)
        {
            if (WhyNot(address, target.IsEncrypted) is { } why)
                return Fail(FetchFault.ForbiddenAddress, $"{target.Host} {why}.");
        }
        return new HostCheck.Passed(plain);
    }

    private string? WhyNot(IPAddress address, bool isEncrypted)
    {
        if (_allowsLoopback && IPAddress.IsLoopback(address))
            return null;
        if (!isEncrypted)
            return "is asked by https only";
        if (_allowed.Any(network => network.Contains(address)))
            return null;
        return SpecialNetworks.KindOf(address) is { } kind ? $"has an address that is not public: {kind}" : null;
    }

    private static HostCheck.Failed Fail(FetchFault fault, string reason) => new(new Fetched.Refused(fault, reason));
}
