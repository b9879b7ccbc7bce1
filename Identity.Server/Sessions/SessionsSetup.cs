using Microsoft.Extensions.Options;

namespace Identity.Server.Sessions;

/// <summary>Opens the room.</summary>
internal static class SessionsSetup
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<BrowserSessionOptions>, BrowserSessionOptionsValidator>();
        services
            .AddOptionsWithValidateOnStart<BrowserSessionOptions>()
            .BindConfiguration(BrowserSessionOptions.Section);
        return services.AddSingleton<BrowserSessions>().AddSingleton<SessionClients>().AddSingleton<SessionEnds>();
    }
}
