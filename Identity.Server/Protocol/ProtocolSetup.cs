using Identity.Server.Hosting.Docs;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Device;
using Identity.Server.Protocol.Discovery;
using Identity.Server.Protocol.Introspection;
using Identity.Server.Protocol.Logout;
using Identity.Server.Protocol.PushedRequests;
using Identity.Server.Protocol.Registration;
using Identity.Server.Protocol.RequestObjects;
using Identity.Server.Protocol.Revocation;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.Tracing;
using Identity.Server.Protocol.UserInfo;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol;

/// <summary>Every endpoint of the protocol, by name.</summary>
internal static class ProtocolSetup
{
    public static IServiceCollection AddProtocol(this IServiceCollection services) =>
        services
            .AddSingleton<BrowserApps>()
            .AddSingleton<Refusals>()
            .AddSingleton<NamedClients>()
            .AddSingleton<ClientAuthenticator>()
            .AddSingleton<ClientAssertions>()
            .AddSingleton<AuthorizationRequestReader>()
            .AddSingleton<PersonWishes>()
            .AddSingleton<RequestObjectVerifier>()
            .AddSingleton<RequestUris>()
            .AddSingleton<SignedRequests>()
            .AddSingleton<DirectRequests>()
            .AddSingleton<Arrivals>()
            .AddSingleton<AuthorizationAnswers>()
            .AddSingleton<ReturnedAnswers>()
            .AddSingleton<Authorization>()
            .AddSingleton<Visitors>()
            .AddSingleton<LogoutWishReader>()
            .AddSingleton<LogoutSteps>()
            .AddSingleton<AuthorizationCodeGrant>()
            .AddSingleton<RefreshTokenGrant>()
            .AddSingleton<IGrant>(provider => provider.GetRequiredService<AuthorizationCodeGrant>())
            .AddSingleton<IGrant, ClientCredentialsGrant>()
            .AddSingleton<IGrant, DeviceCodeGrant>()
            .AddSingleton<IGrant, PasswordGrant>()
            .AddSingleton<IGrant>(provider => provider.GetRequiredService<RefreshTokenGrant>())
            .AddSingleton<GrantCatalog>()
            .AddSingleton<TokenMetrics>()
            .AddSingleton<AuthorizeMetrics>()
            .AddSingleton<RegistrationAdmission>()
            .AddSingleton<RegistrationReader>()
            .AddSingleton<TokenInspector>()
            .AddSingleton<UserInfoAccess>()
            .AddSingleton<DiscoveryDocuments>()
            .AddSingleton<IInterfacePart, ProtocolDescription>()
            .AddTracers();

    public static void MapProtocol(this IEndpointRouteBuilder routes)
    {
        DiscoveryEndpoint.Map(routes);
        JwksEndpoint.Map(routes);
        routes.Map<AuthorizeEndpoint>();
        routes.Map<ResumeEndpoint>();
        routes.Map<PushedRequestEndpoint>();
        routes.Map<DeviceAuthorizationEndpoint>();
        routes.Map<TokenEndpoint>();
        routes.Map<IntrospectionEndpoint>();
        routes.Map<RevocationEndpoint>();
        routes.Map<RegistrationEndpoint>();
        routes.Map<ClientConfigurationEndpoint>();
        routes.Map<UserInfoEndpoint>();
        routes.Map<EndSessionEndpoint>();
        routes.Map<EndSessionResumeEndpoint>();
        routes.Map<CheckSessionEndpoint>();
    }

    // A plain delegate over one instance: nothing is bound, resolved or scoped for a request.
    private static void Map<TEndpoint>(this IEndpointRouteBuilder routes)
        where TEndpoint : IEndpoint
    {
        var endpoint = ActivatorUtilities.CreateInstance<TEndpoint>(routes.ServiceProvider);
        RequestDelegate answer = async http =>
            await (await endpoint.AnswerAsync(http.Request, http.RequestAborted)).ExecuteAsync(http);
        if (TEndpoint.IsForBrowserApps)
            answer = routes.AllowBrowserApps<TEndpoint>(answer);
        var mapped = routes.MapMethods(TEndpoint.Path, TEndpoint.Methods, answer);
        if (TEndpoint.RefusalKind is { } kind)
            mapped.WithMetadata(new RefusalKind(kind));
    }

    private static RequestDelegate AllowBrowserApps<TEndpoint>(
        this IEndpointRouteBuilder routes,
        RequestDelegate answer
    )
        where TEndpoint : IEndpoint
    {
        var apps = routes.ServiceProvider.GetRequiredService<BrowserApps>();
        routes.MapMethods(
            TEndpoint.Path,
            [HttpMethods.Options],
            http =>
            {
                apps.AnswerPreflight(http, TEndpoint.Methods, TEndpoint.ToleratesCookies);
                return Task.CompletedTask;
            }
        );
        return http =>
        {
            apps.Allow(http, TEndpoint.ToleratesCookies);
            return answer(http);
        };
    }
}
