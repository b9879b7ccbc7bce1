using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Hosting.Settings;

namespace Identity.Server.Commands;

/// <summary>How the server is being started: what the command line sets, and whether it serves or runs one command.</summary>
/// <param name="Settings">Settings from the command line; they go before all others.</param>
/// <param name="IsServing">False for a command that may run beside a server, on the private cluster that it keeps.</param>
internal sealed record ServerStart(IReadOnlyDictionary<string, string?> Settings, bool IsServing)
{
    /// <summary>The clock of the whole server; tests set their own.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The web host's own beginning, with our settings in their order.</summary>
    public WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                // Whoever started the process: the pages are of this assembly.
                ApplicationName = typeof(ServerStart).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Configuration.AddSettings(Settings);
        return builder;
    }

    public async Task<DatabaseHome> OpenDatabaseAsync(
        IConfiguration configuration,
        IHostEnvironment environment,
        CancellationToken ct
    )
    {
        using var logging = LoggerFactory.Create(log =>
            log.AddSimpleConsole(console => console.SingleLine = true)
                .SetMinimumLevel(IsServing ? LogLevel.Information : LogLevel.Warning)
        );
        return await DatabaseHome.OpenAsync(
            configuration.GetConnectionString(DatabaseHome.ConnectionName),
            configuration.GetConnectionString(DirectDatabase.ConnectionName),
            mayStartCluster: environment.IsDevelopment(),
            isShared: !IsServing,
            logging.CreateLogger<DatabaseHome>(),
            ct
        );
    }
}

/// <summary>Puts the server together; the table of contents is in Program.</summary>
internal delegate Task<WebApplication> BuildServer(ServerStart start, CancellationToken ct);
