using System.Diagnostics.Metrics;
using Identity.Server.Hosting.Telemetry.Prometheus;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>Gives every room the one meter that it measures with, and has what is measured sent or fetched.</summary>
internal static class TelemetrySetup
{
    /// <summary>The name of our meter, and of the source of our spans.</summary>
    public const string Name = "Identity.Server";

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        services.AddOptionsWithValidateOnStart<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section);
        services.AddSingleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>();
        services.AddOptionsWithValidateOnStart<MetricsOptions>().BindConfiguration(MetricsOptions.Section);
        services.AddMetrics();
        services.AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create(Name, BuildVersion.Text));
        services.AddSingleton<ServerSpans>();
        services.AddSingleton<PrometheusExporter>();
        return services.AddHostedService<TelemetryPipeline>().AddHostedService<MetricsPort>();
    }
}
