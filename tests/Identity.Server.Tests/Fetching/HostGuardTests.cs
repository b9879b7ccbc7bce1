using System.Net;
using System.Net.Sockets;
using Identity.Server.Fetching;
using Identity.Tests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Fetching;

public sealed class HostGuardTests
{
    private const string Public = "93.184.216.34";

    [Theory]
    [InlineData("https://client.example/", Public)]
    [InlineData("https://client.example/", "2606:2800:220:1::1")]
    [InlineData("https://93.184.216.34/", "")]
    [InlineData("https://[2606:2800:220:1::1]:8443/", "")]
    public async Task A_public_host_passes_with_its_addresses(string url, string address)
    {
        var passed = Assert.IsType<HostCheck.Passed>(await CheckAsync(url, address.Length > 0 ? [address] : []));

        Assert.Equal(
            address.Length > 0 ? address : new Uri(url).DnsSafeHost,
            Assert.Single(passed.Addresses).ToString()
        );
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("169.254.169.254")]
    public async Task One_bad_address_among_good_ones_spoils_the_name(string bad)
    {
        await FailsAsync("https://client.example/", [Public, bad]);
        await FailsAsync("https://client.example/", [bad, Public]);
        Assert.IsType<HostCheck.Passed>(await CheckAsync("https://client.example/", [Public, "1.1.1.1"]));
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    public Task A_written_address_is_judged_like_any_other(string url) => FailsAsync(url, []);

    [Fact]
    public async Task A_mapped_address_is_asked_as_what_it_is()
    {
        var passed = Assert.IsType<HostCheck.Passed>(await CheckAsync("https://client.example/", [$"::ffff:{Public}"]));

        Assert.Equal(IPAddress.Parse(Public), Assert.Single(passed.Addresses));
    }

    [Fact, Spec("OpenID Connect Core §6.2"), Spec("RFC 9101 §5.2")]
    public Task A_public_host_is_not_asked_without_encryption() => FailsAsync("http://client.example/", [Public]);

    [Theory]
    [InlineData("http://localhost:5000/", "127.0.0.1")]
    [InlineData("https://localhost:5000/", "::1")]
    [InlineData("http://client.example/", "127.3.2.1")]
    public async Task Loopback_is_for_development(string url, string address)
    {
        await FailsAsync(url, [address]);
        await FailsAsync(url, [address], new FetchOptions { AllowLoopback = false }, Environments.Development);
        Assert.IsType<HostCheck.Passed>(await CheckAsync(url, [address], new FetchOptions(), Environments.Development));
        Assert.IsType<HostCheck.Passed>(await CheckAsync(url, [address], new FetchOptions { AllowLoopback = true }));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    public Task Development_allows_nothing_else(string address) =>
        FailsAsync("https://localhost/", [address], new FetchOptions(), Environments.Development);

    [Fact]
    public Task A_name_that_is_half_loopback_is_not_asked_without_encryption() =>
        FailsAsync("http://client.example/", ["127.0.0.1", Public], new FetchOptions { AllowLoopback = true });

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("fd00::7", true)]
    [InlineData("10.2.0.0", false)]
    [InlineData("fd00:0:0:1::7", false)]
    public async Task Networks_that_the_operator_names_are_allowed_and_no_others(string address, bool isAllowed)
    {
        var options = new FetchOptions { AllowedNetworks = "10.1.0.0/16, fd00::/64" };

        var check = await CheckAsync("https://client.internal/", [address], options);

        Assert.Equal(isAllowed, check is HostCheck.Passed);
        await FailsAsync("http://client.internal/", [address], options);
    }

    [Fact]
    public async Task A_name_without_addresses_is_no_host()
    {
        Assert.Equal(FetchFault.NoSuchHost, await FailsAsync("https://client.example/", []));
        Assert.Equal(FetchFault.NoSuchHost, await FailsAsync("https://client.example/", null));
    }

    [Theory]
    [InlineData("10.0.0.0/8, nonsense", "nonsense")]
    [InlineData("10.1.0.0/8", "10.1.0.0/8")]
    public void A_network_that_cannot_be_read_is_named(string networks, string entry)
    {
        var result = new FetchOptionsValidator().Validate(null, new FetchOptions { AllowedNetworks = networks });

        Assert.Equal(
            $"Fetching:AllowedNetworks has '{entry}', which is neither an address nor a network.",
            result.FailureMessage
        );
    }

    private static async Task<FetchFault> FailsAsync(
        string url,
        string[]? addresses,
        FetchOptions? options = null,
        string? environment = null
    )
    {
        var failed = Assert.IsType<HostCheck.Failed>(await CheckAsync(url, addresses, options, environment));
        Assert.All(
            addresses ?? [],
            address => Assert.DoesNotContain(address, failed.Refusal.Reason, StringComparison.Ordinal)
        );
        return failed.Refusal.Fault;
    }

    private static Task<HostCheck> CheckAsync(
        string url,
        string[]? addresses,
        FetchOptions? options = null,
        string? environment = null
    )
    {
        Assert.True(FetchTarget.TryRead(url, out var target, out var why), why);
        var settings = new HostApplicationBuilderSettings { EnvironmentName = environment ?? Environments.Production };
        var guard = new HostGuard(
            new Names(addresses?.Select(IPAddress.Parse).ToArray()),
            Options.Create(options ?? new FetchOptions()),
            Host.CreateEmptyApplicationBuilder(settings).Environment
        );
        return guard.CheckAsync(target, TestContext.Current.CancellationToken);
    }

    private sealed class Names(IPAddress[]? addresses) : INameResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct) =>
            addresses is null
                ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
                : Task.FromResult(addresses);
    }
}
