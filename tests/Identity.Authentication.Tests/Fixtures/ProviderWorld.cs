using Identity.Authentication.Provider;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>A provider that runs, and what a client or an API knows of it.</summary>
internal sealed class ProviderWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ProviderWorld(FakeProvider fake)
    {
        Fake = fake;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(fake.Clock);
        services.AddProviders();
        _services = services.BuildServiceProvider();
    }

    public FakeProvider Fake { get; }

    public ManualClock Clock => Fake.Clock;

    public OpenIdProvider Provider => Providers.Of(Fake.Issuer);

    public OpenIdProviders Providers => _services.GetRequiredService<OpenIdProviders>();

    public static async Task<ProviderWorld> OpenAsync() => new(await FakeProvider.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Fake.DisposeAsync();
    }
}
