using Identity.Admin.Hosting;
using Identity.Admin.Management.Wire;
using Identity.Authentication;

namespace Identity.Admin.Management;

/// <summary>Everything that the site knows, it knows from the server's management API.</summary>
internal static class ManagementSetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void AddManagement(this IServiceCollection services, Settings settings)
    {
        services
            .AddApiClient(ManagementApi.Client, settings.Api)
            .ConfigureHttpClient(client => client.Timeout = Patience);
        services.AddScoped<Caller>();
        services.AddScoped<ManagementApi>();
        services.AddScoped<Users>();
        services.AddScoped<Roles>();
        services.AddScoped<Sessions>();
        services.AddScoped<Grants>();
        services.AddScoped<Consents>();
        services.AddScoped<Clients>();
        services.AddScoped<Apis>();
        services.AddScoped<Profiles>();
        services.AddScoped<Keys>();
        services.AddScoped<AuditEvents>();
        services.AddScoped<Statistics>();
        services.AddScoped<Letters>();
        services.AddScoped<Jobs>();
        services.AddScoped<ServerSettings>();
        services.AddScoped<Traces>();
    }
}
