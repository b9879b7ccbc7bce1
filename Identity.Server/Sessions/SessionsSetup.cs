namespace Identity.Server.Sessions;

/// <summary>Opens the room.</summary>
internal static class SessionsSetup
{
    public static IServiceCollection AddSessions(this IServiceCollection services) => services;
}
