using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Administration;
using Identity.Server.Clients.Assertions;
using Identity.Server.Clients.Declarations;
using Identity.Server.Clients.Documents;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.KeySets;
using Identity.Server.Database;
using Microsoft.Extensions.Options;

namespace Identity.Server.Clients;

/// <summary>Opens the room: the catalog follows the table from then on.</summary>
internal static class ClientsSetup
{
    public static IServiceCollection AddClients(this IServiceCollection services) =>
        services
            .AddDynamicRegistration()
            .AddSingleton<ClientSecrets>()
            .AddSingleton<ClientRegistry>()
            .AddSingleton<ClientDeclarations>()
            .AddSingleton<ClientAdministration>()
            .AddSingleton<ClientDirectory>()
            .AddSingleton<ProfileDeclarations>()
            .AddSingleton<ClientKeys>()
            .AddSingleton<AssertionIds>()
            .AddDailyTables<AssertionKeeping>()
            .AddSingleton<AccountProfileRegistry>()
            .AddSingleton(provider =>
            {
                var catalog = ActivatorUtilities.CreateInstance<AccountProfileCatalog>(provider);
                provider
                    .GetRequiredService<Notifications>()
                    .Subscribe(AccountProfileCatalog.Channel, catalog.ReloadAsync);
                return catalog;
            })
            .AddSingleton(provider =>
            {
                var catalog = ActivatorUtilities.CreateInstance<ClientCatalog>(provider);
                provider.GetRequiredService<Notifications>().Subscribe(ClientCatalog.Channel, catalog.ReloadAsync);
                return catalog;
            });

    private static IServiceCollection AddDynamicRegistration(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<RegistrationOptions>, RegistrationOptionsValidator>();
        services.AddOptionsWithValidateOnStart<RegistrationOptions>().BindConfiguration(RegistrationOptions.Section);
        return services
            .AddSingleton<InitialAccessTokens>()
            .AddSingleton<SelfRegisteredClients>()
            .AddSingleton<SoftwareStatements>()
            .AddSingleton<SectorIdentifiers>()
            .AddSingleton<ClientDocuments>()
            .AddSingleton<ClientFinder>();
    }
}
