using Identity.Server.Hosting.Cookies;
using Identity.Server.Hosting.Docs;
using Identity.Server.Hosting.Logging;
using Identity.Server.Hosting.Proxies;
using Identity.Server.Hosting.Telemetry;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting;

/// <summary>What every request passes through before it reaches a door.</summary>
internal static class HostingSetup
{
    /// <param name="builder">The application's.</param>
    /// <param name="isSecure">Whether the public address is https, as cookies must know.</param>
    public static void AddHosting(this WebApplicationBuilder builder, bool isSecure)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        // In every environment alike: what would be refused in one is found in all.
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = true);
        // What has been accepted is finished before the process ends.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        // Before all others, so that it starts before them and ends after.
        builder.Services.AddTelemetry();
        builder.Services.AddHealthChecks();
        builder.Services.AddProxies();
        builder.Services.AddDocs();
        builder.Services.AddSingleton(provider => new BrowserCookies(
            isSecure,
            provider.GetRequiredService<TimeProvider>()
        ));
        AddLogging(builder);
    }

    /// <param name="app">The application.</param>
    /// <param name="isSecure">Whether the public address is https, so that browsers may be told to stay there.</param>
    /// <param name="isAway">Tells a fault that passes by itself: it is answered 503 and not 500.</param>
    /// <param name="faultPage">The path of the page that shows a browser its <see cref="Fault"/>.</param>
    /// <param name="refusalPage">The path of the page that shows a developer their <see cref="RefusedRequest"/>.</param>
    public static void UseHosting(
        this WebApplication app,
        bool isSecure,
        Func<Exception, bool> isAway,
        string faultPage,
        string refusalPage
    )
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestName>();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<SecurityHeaders>(isSecure);
        app.UseMiddleware<Faults>(isAway, faultPage, refusalPage);
        app.UseRouting();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogLevels>();
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(provider =>
            provider.GetRequiredService<LogLevels>()
        );
        builder.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(provider =>
            provider.GetRequiredService<LogLevels>()
        );
        // The number of the trace is what error pages and the audit know a request by.
        builder.Logging.Configure(log =>
            log.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        if (builder.Environment.IsDevelopment())
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }
        else
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.IncludeScopes = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
    }
}
