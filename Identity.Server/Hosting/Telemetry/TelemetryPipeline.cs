using System.Diagnostics.Metrics;
using Identity.Server.Hosting.Telemetry.Prometheus;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>Gathers what the server and the framework measure, for whoever fetches it and for the collector that it is sent to.</summary>
internal sealed class TelemetryPipeline(
    IOptions<TelemetryOptions> telemetry,
    IOptions<MetricsOptions> metrics,
    IMeterFactory meters,
    Meter meter,
    PrometheusExporter prometheus
) : IHostedLifecycleService, IDisposable
{
    // Those of the framework that say something of a server of this kind; of others each series would only cost.
    private static readonly string[] Meters =
    [
        TelemetrySetup.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Runtime",
    ];

    private static readonly string[] Sources = [TelemetrySetup.Name, "Microsoft.AspNetCore", "Npgsql"];

    // The last of it is worth a moment, and a collector that is away is not worth more.
    private const int MillisecondsToSendTheLast = 2000;

    private MeterProvider? _metering;
    private TracerProvider? _tracing;

    /// <summary>Before anything else starts, so that nothing is missed.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var collector = telemetry.Value.Collector();
        if (collector is null && string.IsNullOrEmpty(metrics.Value.Url))
            return Task.CompletedTask;

        meter.CreateObservableGauge(
            "identity.build_info",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", BuildVersion.Text)),
            description: "Always 1; which build this is."
        );
        _metering = BuildMetering(collector);
        if (collector is not null)
            _tracing = BuildTracing(collector);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything has ended: also the last requests are told of.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                _tracing?.Shutdown(MillisecondsToSendTheLast);
                _metering?.Shutdown(MillisecondsToSendTheLast);
            },
            cancellationToken
        );

    public void Dispose()
    {
        _tracing?.Dispose();
        _metering?.Dispose();
    }

    private MeterProvider BuildMetering(Uri? collector)
    {
        var builder = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Meters);
        // What another server in this process measures is that one's: the management port's, and those of tests.
        builder.AddView(instrument =>
            instrument.Meter.Scope is IMeterFactory other && other != meters ? MetricStreamConfiguration.Drop : null
        );
        if (!string.IsNullOrEmpty(metrics.Value.Url))
            builder.AddReader(new BaseExportingMetricReader(prometheus));
        if (collector is not null)
            builder.AddOtlpExporter(otlp => Address(otlp, collector, "v1/metrics"));
        return builder.Build();
    }

    private TracerProvider BuildTracing(Uri collector) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource(Sources)
            .SetSampler(new RatioSampler(telemetry.Value.SamplingRatio))
            .AddProcessor(new SpanCensor())
            .AddOtlpExporter(otlp => Address(otlp, collector, "v1/traces"))
            .Build();

    private void Describe(ResourceBuilder resource) =>
        resource.AddService(
            telemetry.Value.ServiceName,
            serviceVersion: BuildVersion.Text,
            serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"
        );

    // By gRPC the collector is told apart what it is sent; by HTTP each signal has its path.
    private void Address(OtlpExporterOptions otlp, Uri collector, string path)
    {
        var isHttp = telemetry.Value.OtlpProtocol == OtlpTransport.Http;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = isHttp ? new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}") : collector;
    }
}
