using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Discovery;
using Identity.Server.Protocol.Introspection;
using Identity.Server.Protocol.Revocation;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.UserInfo;

namespace Identity.Server.Protocol;

/// <summary>Every endpoint of the protocol, by name.</summary>
internal static class ProtocolSetup
{
    public static IServiceCollection AddProtocol(this IServiceCollection services) =>
        services
            .AddSingleton<ClientAuthenticator>()
            .AddSingleton<IGrant, ClientCredentialsGrant>()
            .AddSingleton<IGrant, PasswordGrant>()
            .AddSingleton<IGrant, RefreshTokenGrant>()
            .AddSingleton<GrantCatalog>()
            .AddSingleton<TokenInspector>()
            .AddSingleton<DiscoveryDocuments>();

    public static void MapProtocol(this IEndpointRouteBuilder routes)
    {
        DiscoveryEndpoint.Map(routes);
        JwksEndpoint.Map(routes);
        TokenEndpoint.Map(routes);
        IntrospectionEndpoint.Map(routes);
        RevocationEndpoint.Map(routes);
        UserInfoEndpoint.Map(routes);
    }
}
