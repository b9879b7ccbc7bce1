using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Identity.Server.Fetching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Identity.Server.SpecTests.Fetching;

/// <summary>The fetcher as the server has it, with names that the test gives out.</summary>
internal sealed class FetchingRoom : INameResolver, IDisposable
{
    public static readonly FetchExpectation Json = new(FetchExpectation.UsualBody, "application/json");

    private readonly IHost _host;
    private readonly ConcurrentDictionary<string, Queue<string[]>> _names = new(StringComparer.Ordinal);

    public FetchingRoom(bool allowsLoopback = true, string timeout = "00:00:05", string allowed = "")
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Fetching:AllowLoopback"] = allowsLoopback ? "true" : null,
                ["Fetching:AllowedNetworks"] = allowed,
                ["Fetching:Timeout"] = timeout,
            }
        );
        builder.Services.AddSingleton(TimeProvider.System).AddFetching().AddSingleton<INameResolver>(this);
        _host = builder.Build();
    }

    public ConcurrentQueue<string> LookedUp { get; } = new();

    public Fetcher Fetcher => _host.Services.GetRequiredService<Fetcher>();

    /// <summary>Gives a name its addresses, one answer after the other; the last one stays.</summary>
    public void Names(string name, params string[][] answers) => _names[name] = new Queue<string[]>(answers);

    public Task<Fetched> GetAsync(string url, FetchExpectation? expected = null) =>
        Fetcher.GetAsync(url, expected ?? Json, TestContext.Current.CancellationToken);

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        LookedUp.Enqueue(host);
        if (!_names.TryGetValue(host, out var answers))
            throw new SocketException((int)SocketError.HostNotFound);
        var addresses = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        return Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
    }

    public void Dispose() => _host.Dispose();
}

/// <summary>What tests say of a fetch.</summary>
internal static class FetchAnswers
{
    public static Fetched.Done ShouldBeDone(this Fetched fetched) =>
        fetched is Fetched.Refused refused
            ? throw new InvalidOperationException($"refused as {refused.Fault}: {refused.Reason}")
            : Assert.IsType<Fetched.Done>(fetched);

    public static Fetched.Refused ShouldBeRefused(this Fetched fetched, FetchFault fault)
    {
        var refused = Assert.IsType<Fetched.Refused>(fetched);
        Assert.Equal(fault, refused.Fault);
        Assert.NotEmpty(refused.Reason);
        return refused;
    }
}
