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
        services.AddSingleton<AuditTrail>().AddSingleton<AuditStorage>().AddDailyTables<AuditKeeping>();
        services.AddSingleton<AuditWriter>().AddSingleton<RefusalTrail>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
        // After the writer, and so stopped before it: what was left out is stored as well.
        return services.AddHostedService<RefusalSums>();
    }
}
