using Identity.Server.Commands.Declarations;
using Identity.Server.Commands.Doctor;
using Identity.Server.Commands.Settings;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Hosting.Settings;

namespace Identity.Server.Commands;

/// <summary>What the command line needs of the container.</summary>
internal static class CommandsSetup
{
    public static IServiceCollection AddCommands(this IServiceCollection services) =>
        services
            .AddSingleton<FirstOwner>()
            .AddSingleton<AdminClient>()
            .AddSingleton<Demo>()
            .AddSingleton<DemoAccounts>()
            .AddSingleton<DemoAdministration>()
            .AddSingleton<DemoProfiles>()
            .AddSingleton<ICheckup, Checkup>()
            .AddSingleton<ISettingsReport, SettingsReport>()
            .AddSingleton<DeclarationExport>()
            .AddHostedService<Preparation>();
}
