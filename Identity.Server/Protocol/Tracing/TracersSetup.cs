using Identity.Server.Protocol.Tracing.Requests;
using Identity.Server.Protocol.Tracing.Tokens;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing;

/// <summary>What the protocol can retrace, for the room of traces.</summary>
internal static class TracersSetup
{
    public static IServiceCollection AddTracers(this IServiceCollection services) =>
        services
            .AddSingleton<RecentRefusals>()
            .AddSingleton<StepFacts>()
            .AddSingleton<Outlook>()
            .AddSingleton<StoredRequestTracer>()
            .AddSingleton<ITracer<PastedRequest>, AuthorizationTracer>()
            .AddSingleton<JwtSteps>()
            .AddSingleton<OwnerSteps>()
            .AddSingleton<EndpointSteps>()
            .AddSingleton<AccessTokenTracer>()
            .AddSingleton<IdTokenTracer>()
            .AddSingleton<RefreshTokenTracer>()
            .AddSingleton<CodeTracer>()
            .AddSingleton<ITracer<PastedToken>, TokenTracer>();
}
