using Identity.Server.Users.Passwords.Policy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.Tests.Users.Passwords.Policy;

/// <summary>The rules for new passwords as the server wires them.</summary>
internal static class PolicyRoom
{
    public static ServiceProvider Create(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(PasswordRoom.Settings(settings));
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddPasswordPolicy();
        return services.BuildServiceProvider();
    }
}
