using Identity.Server.Database;
using Identity.Server.Tokens.Codes;
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

        services.AddSingleton<TokenLifetimes>().AddSingleton<AccessTokenWriter>().AddSingleton<IdTokenWriter>();
        services.AddSingleton<TokenIssuer>().AddSingleton<AccessTokenReader>();
        services.AddSingleton<RefreshTokens>().AddSingleton<RefreshFamilies>();
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<TokenRevocation>().AddSingleton<TokenKeeping>();
        return services.AddSingleton(provider =>
        {
            var denied = ActivatorUtilities.CreateInstance<DenyList>(provider);
            provider.GetRequiredService<Notifications>().Subscribe(DenyList.Channel, denied.ReloadAsync, denied.Hear);
            return denied;
        });
    }
}
