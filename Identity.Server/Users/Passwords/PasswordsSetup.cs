using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords;

/// <summary>Puts password hashing into the container.</summary>
internal static class PasswordsSetup
{
    public static IServiceCollection AddPasswordHashing(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<PasswordHashingOptions>, PasswordHashingOptionsValidator>();
        services
            .AddOptionsWithValidateOnStart<PasswordHashingOptions>()
            .BindConfiguration(PasswordHashingOptions.Section);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HashingThreads>();
        services.AddSingleton<PasswordMetrics>();
        services.AddSingleton<PasswordHashing>();
        return services;
    }
}
