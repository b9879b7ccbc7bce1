using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting.Proxies;

/// <summary>Puts the known proxies before everything that looks at where a request comes from.</summary>
internal static class ProxiesSetup
{
    public static IServiceCollection AddProxies(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>();
        services.AddOptionsWithValidateOnStart<ProxyOptions>().BindConfiguration(ProxyOptions.Section);
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<ProxyOptions>>(
                (forwarded, proxies) => Believe(forwarded, [.. proxies.Value.Networks()])
            );
        return services;
    }

    private static void Believe(ForwardedHeadersOptions forwarded, System.Net.IPNetwork[] known)
    {
        // To the framework an empty list is everybody: ASPNETCORE_FORWARDEDHEADERS_ENABLED has it trust whoever writes.
        forwarded.ForwardedHeaders =
            known.Length > 0
                ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
                : ForwardedHeaders.None;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in known)
            forwarded.KnownIPNetworks.Add(network);
        // As many as there are, and each of them known: the first unknown one is who asks.
        forwarded.ForwardLimit = null;
    }
}
