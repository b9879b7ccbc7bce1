using Identity.Server.Database;
using Identity.Server.Resources.Administration;
using Identity.Server.Resources.Declarations;

namespace Identity.Server.Resources;

/// <summary>Opens the room: the catalog follows the tables from then on.</summary>
internal static class ResourcesSetup
{
    public static IServiceCollection AddResources(this IServiceCollection services) =>
        services
            .AddSingleton<ApiRegistry>()
            .AddSingleton<BuiltInApi>()
            .AddSingleton<ApiDeclarations>()
            .AddSingleton<ApiAdministration>()
            .AddSingleton(provider =>
            {
                var catalog = ActivatorUtilities.CreateInstance<ApiCatalog>(provider);
                provider.GetRequiredService<Notifications>().Subscribe(ApiCatalog.Channel, catalog.ReloadAsync);
                return catalog;
            });
}
