using Identity.Server.Audit.Counting;
using Identity.Server.Database;
using Microsoft.Extensions.Options;

namespace Identity.Server.Audit;

/// <summary>Opens the room.</summary>
internal static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddOptionsWithValidateOnStart<AuditOptions>().BindConfiguration(AuditOptions.Section);
        services
            .AddSingleton<AuditMetrics>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<AuditStorage>()
            .AddDailyTables<AuditKeeping>();
        services.AddSingleton<ChangeAudit>().AddSingleton<Counts>().AddSingleton<EventCounts>();
        services.AddSingleton<AuditWriter>().AddSingleton<CountWriter>().AddSingleton<RefusalTrail>();
        return services
            .AddHostedService(provider => provider.GetRequiredService<AuditWriter>())
            .AddHostedService(provider => provider.GetRequiredService<CountWriter>())
            // After the writers, and so stopped before them: what was left out is stored as well.
            .AddHostedService<RefusalSums>();
    }
}
