using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Puts the rules for new passwords into the container.</summary>
internal static class PolicySetup
{
    public static IServiceCollection AddPasswordPolicy(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<BreachOptions>, BreachOptionsValidator>();
        services.AddOptionsWithValidateOnStart<BreachOptions>().BindConfiguration(BreachOptions.Section);
        services.AddSingleton<IValidateOptions<ServerPasswordPolicyOptions>, ServerPasswordPolicyOptionsValidator>();
        services
            .AddOptionsWithValidateOnStart<ServerPasswordPolicyOptions>()
            .BindConfiguration(ServerPasswordPolicyOptions.Section);

        services
            .AddHttpClient(
                BreachedPasswords.ClientName,
                client =>
                {
                    client.Timeout = Timeout.InfiniteTimeSpan; // the asker has its own
                    client.MaxResponseContentBufferSize = BreachedPasswords.LargestAnswer;
                }
            )
            // The address has five digits of a password's hash in it: in no log, and in no trace.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ActivityHeadersPropagator = null,
                }
            );
        services.AddSingleton<BreachedPasswords>().AddSingleton<CommonPasswords>().AddSingleton<PasswordGuard>();
        return services.AddSingleton<StrengthMeter>();
    }
}
