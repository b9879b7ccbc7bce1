using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Identity.Authentication.Provider;

/// <summary>Puts the way to providers into the container, once for all schemes.</summary>
internal static class ProviderSetup
{
    public static void AddProviders(this IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddSingleton<OpenIdProviders>();
    }
}
