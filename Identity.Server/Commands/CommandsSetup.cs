namespace Identity.Server.Commands;

/// <summary>What the command line needs of the container.</summary>
internal static class CommandsSetup
{
    public static IServiceCollection AddCommands(this IServiceCollection services) =>
        services
            .AddSingleton<Demo>()
            .AddSingleton<DemoProfiles>()
            .AddSingleton<ProfileApplication>()
            .AddHostedService<Preparation>();
}
