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
        services.AddSingleton<BrowserSessions>().AddSingleton<SessionClients>();
        return services.AddSingleton<SessionEnds>().AddSingleton<SessionState>().AddSingleton<SessionDirectory>();
    }
}
