using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;

namespace Identity.Admin.Hosting;

/// <summary>What every request passes through, and what the process needs of its machine.</summary>
internal static class HostingSetup
{
    private const string Port = "ADMIN_PORT";
    private const int UsualPort = 5001;

    private static readonly string[] Listening = ["URLS", "HTTP_PORTS", "HTTPS_PORTS"];

    public static Settings AddHosting(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddEnvironmentVariables(Settings.Prefix);
        // Where nothing says otherwise, as `dotnet run` and run.sh do it; the framework's images name a port.
        if (Listening.All(setting => string.IsNullOrEmpty(builder.Configuration[setting])))
            builder.WebHost.UseUrls($"http://localhost:{builder.Configuration[Port] ?? $"{UsualPort}"}");
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = true);
        // Circuits stay open for as long as somebody looks: a stop does not wait for them.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton(TimeProvider.System);
        AddLogging(builder);

        var settings = Settings.Read(builder.Configuration);
        builder.Services.AddSingleton(settings);
        var protection = builder.Services.AddDataProtection().SetApplicationName("Identity.Admin");
        if (settings.KeysFolder is { } folder)
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        else
            protection.UseEphemeralDataProtectionProvider();
        // A proxy in front says which address and scheme people see; how far it is trusted is the framework's setting.
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
            forwarded.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
        );
        return settings;
    }

    public static void UseHosting(this WebApplication app, Settings settings)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>(settings);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment())
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        else
            builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        // Whom a request is for is nobody's business but the server's, which keeps the audit.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
    }
}
