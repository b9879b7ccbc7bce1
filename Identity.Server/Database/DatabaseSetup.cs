using Identity.Server.Database.DataProtection;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Lays the foundation that every room stands on.</summary>
internal static class DatabaseSetup
{
    /// <summary>One <see cref="NpgsqlDataSource"/> per process: EF Core sits on it and so does raw SQL.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseHome home)
    {
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();
        services.AddOptionsWithValidateOnStart<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section);

        // Made by the container so that it is disposed of by it, after everything that uses the database.
        services.AddSingleton(_ => home);
        services.AddSingleton(provider => Open(provider, provider.GetRequiredService<DatabaseHome>().ConnectionString));
        services.AddDbContextFactory<ServerDbContext>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
        );
        services.AddSingleton<Migrator>();
        services.AddSingleton<Partitions>();
        services.AddSingleton<Notifications>();
        services.AddHostedService(provider => provider.GetRequiredService<Notifications>());
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        services.AddMasterKey();
        return services.AddProtectionRing();
    }

    private static NpgsqlDataSource Open(IServiceProvider provider, string connectionString)
    {
        var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "identity",
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            Timeout = 5,
            MaxPoolSize = options.MaximumPoolSize,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // No statement of ours leaves session state behind, so a returned connection has nothing to reset.
            NoResetOnClose = true,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>())
            .Build();
    }
}
