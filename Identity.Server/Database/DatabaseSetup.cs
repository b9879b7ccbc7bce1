using Identity.Server.Database.Connections;
using Identity.Server.Database.DataProtection;
using Identity.Server.Database.JobRuns;
using Identity.Server.Database.Repeats;
using Identity.Server.Database.Sealing;
using Identity.Server.Database.Surveys;
using Identity.Server.Database.Upgrades;
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
        services.AddSingleton(provider =>
        {
            var found = provider.GetRequiredService<DatabaseHome>();
            return DatabasePool.Open(
                found.ConnectionString,
                "serving",
                found.KeepsSessions,
                provider.GetRequiredService<IOptions<DatabaseOptions>>().Value,
                provider.GetRequiredService<ILoggerFactory>()
            );
        });
        services.AddSingleton(provider => new DirectDatabase(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<DatabaseHome>(),
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            provider.GetRequiredService<ILoggerFactory>()
        ));
        services.AddDbContextFactory<ServerDbContext>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
        );
        services.AddSingleton<Migrator>().AddSingleton<TableSizes>();
        services.AddSingleton<Partitions>().AddSingleton<DailyTables>().AddSingleton<JobHistory>();
        services.AddSingleton<DatabaseClock>().AddSingleton<Notifications>();
        services.AddHostedService(provider => provider.GetRequiredService<Notifications>());
        services.AddHostedService<Surveying>();
        services
            .AddHealthChecks()
            .AddTypeActivatedCheck<DatabaseHealth>("database", failureStatus: null, tags: [], TimeProvider.System);
        services.AddMasterKey();
        services.AddSingleton<RequestRepeats>();
        return services.AddProtectionRing();
    }
}
