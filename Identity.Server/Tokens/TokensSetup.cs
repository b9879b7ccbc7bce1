using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Server.Database.Outboxes;
using Identity.Server.Tokens.Codes;
using Identity.Server.Tokens.Logout;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tokens;

/// <summary>Opens the room: the deny list is heard from then on.</summary>
internal static class TokensSetup
{
    public static IServiceCollection AddTokens(this IServiceCollection services, Issuer issuer)
    {
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        services.AddOptionsWithValidateOnStart<TokenOptions>().BindConfiguration(TokenOptions.Section);
        services.AddSingleton(issuer);

        services.AddSingleton<SubjectNames>().AddSingleton<ResponseSigning>().AddSingleton<ResponseEncryption>();
        services.AddSingleton<UserInfoWriter>().AddSingleton<ReuseAlarm>();
        services.AddSingleton<TokenLifetimes>().AddSingleton<AccessTokenWriter>().AddSingleton<IdTokenWriter>();
        services.AddSingleton<TokenIssuer>().AddSingleton<AccessTokenReader>().AddSingleton<IdTokenReader>();
        services.AddSingleton<AppGrants>().AddSingleton<GrantDirectory>().AddSingleton<GrantEnds>();
        services.AddSingleton<ClientDeletion>();
        services.AddSingleton<AuthorizationCodes>().AddSingleton<CodeLooks>().AddSingleton<RefreshFamilyLooks>();
        services
            .AddSingleton<RefreshTimes>()
            .AddSingleton<RefreshTokens>()
            .AddSingleton<RefreshBeginnings>()
            .AddSingleton<RefreshFamilies>();
        services.AddSingleton<TokenRevocation>().AddDailyTables<TokenKeeping>();
        services.AddLogout();
        services.AddSingleton(provider =>
        {
            var keys = ActivatorUtilities.CreateInstance<ResponseKeys>(provider);
            // After the catalog, which subscribed when it was made: what it has read is looked at here.
            provider.GetRequiredService<Notifications>().Subscribe(ClientCatalog.Channel, keys.EnsureAsync);
            return keys;
        });
        return services.AddSingleton(provider =>
        {
            var denied = ActivatorUtilities.CreateInstance<DenyList>(provider);
            provider.GetRequiredService<Notifications>().Subscribe(DenyList.Channel, denied.ReloadAsync, denied.Hear);
            return denied;
        });
    }

    private static void AddLogout(this IServiceCollection services)
    {
        services.AddSingleton<SessionLogouts>().AddSingleton<FrontChannel>();
        services.AddSingleton<LogoutTokenWriter>().AddSingleton<LogoutMessage>().AddSingleton<LogoutNotices>();
        services.AddMessenger<LogoutDelivery>(LogoutNotices.Channel);
    }
}
