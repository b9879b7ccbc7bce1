using Microsoft.Extensions.Options;

namespace Identity.Server.Fetching;

/// <summary>Puts the one way out into the container.</summary>
internal static class FetchingSetup
{
    public static IServiceCollection AddFetching(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<FetchOptions>, FetchOptionsValidator>();
        services.AddOptionsWithValidateOnStart<FetchOptions>().BindConfiguration(FetchOptions.Section);
        return services.AddSingleton<INameResolver, SystemNames>().AddSingleton<HostGuard>().AddSingleton<Fetcher>();
    }
}
