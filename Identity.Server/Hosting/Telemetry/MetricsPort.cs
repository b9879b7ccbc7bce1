using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Identity.Server.Hosting.Telemetry.Prometheus;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>A web server of its own for those who watch this one: metrics and health at an address that the public never reaches.</summary>
internal sealed partial class MetricsPort(
    IOptions<MetricsOptions> options,
    PrometheusExporter exporter,
    HealthCheckService health,
    ILogger<MetricsPort> logger
) : IHostedService, IAsyncDisposable
{
    private WebApplication? _site;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Url is not { Length: > 0 } url)
            return;
        // Nothing of the machine's or our own settings is heard: the address is the whole of it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        _site = builder.Build();
        _site.Run(AnswerAsync);
        try
        {
            await _site.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new InvalidOperationException(
                $"The metrics cannot be served at {url} (setting Metrics:Url): {e.Message}",
                e
            );
        }
        Served(url);
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        _site?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _site?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task AnswerAsync(HttpContext http)
    {
        // Who watches the server is none of what it does.
        if (Activity.Current is { } activity)
            activity.ActivityTraceFlags = ActivityTraceFlags.None;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }
        return http.Request.Path.Value switch
        {
            "/metrics" => WriteMetricsAsync(http),
            "/health/live" => WriteHealthAsync(http, _ => false),
            "/health/ready" => WriteHealthAsync(http, _ => true),
            _ => NothingHere(http.Response),
        };
    }

    private async Task WriteMetricsAsync(HttpContext http)
    {
        var body = await exporter.ScrapeAsync(http.RequestAborted);
        await WriteAsync(http, StatusCodes.Status200OK, PrometheusExporter.ContentType, body);
    }

    private async Task WriteHealthAsync(HttpContext http, Func<HealthCheckRegistration, bool> isAsked)
    {
        var status = (await health.CheckHealthAsync(isAsked, http.RequestAborted)).Status;
        await WriteAsync(
            http,
            status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK,
            "text/plain",
            Encoding.ASCII.GetBytes(status.ToString())
        );
    }

    private static Task NothingHere(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext http, int status, string type, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    [LoggerMessage(LogLevel.Information, "Metrics are at {Url}/metrics")]
    private partial void Served(string url);
}
