using Identity.Server.Mail;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Throttling;

/// <summary>Puts the counters into the container.</summary>
internal static class ThrottlingSetup
{
    public static IServiceCollection AddThrottling(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ThrottleOptions>, ThrottleOptionsValidator>();
        services.AddOptionsWithValidateOnStart<ThrottleOptions>().BindConfiguration(ThrottleOptions.Section);
        services.AddSingleton<ThrottleMetrics>().AddSingleton<ThrottleKeys>().AddSingleton<AttemptCounters>();
        services.AddSingleton<PasswordAttempts>().AddSingleton<RequestThrottle>().AddSingleton<LetterThrottle>();
        services.AddSingleton<KnownDevices>();
        return services.AddSingleton<ILetterWriter, NewSignInWriter>();
    }
}
