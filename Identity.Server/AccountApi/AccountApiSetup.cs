using Identity.Server.AccountApi.Actions;
using Identity.Server.AccountApi.OpenApi;
using Identity.Server.AccountApi.Wire;
using Identity.Server.Hosting.Docs;

namespace Identity.Server.AccountApi;

/// <summary>Opens the door: every action by name.</summary>
internal static class AccountApiSetup
{
    public static IServiceCollection AddAccountApi(this IServiceCollection services)
    {
        return services
            .AddSingleton<IInterfacePart, ProfileDescription>()
            .AddSingleton<CallerReader>()
            .AddSingleton<ProfileTokens>()
            .AddSingleton<AnswerWriter>()
            .AddSingleton<IAccountAction, RegisterAction>()
            .AddSingleton<IAccountAction, LoginAction>()
            .AddSingleton<IAccountAction, MeAction>()
            .AddSingleton<IAccountAction, LogoutAction>()
            .AddSingleton<IAccountAction, VerifyEmailAction>()
            .AddSingleton<IAccountAction, ResendVerificationAction>()
            .AddSingleton<IAccountAction, ForgotPasswordAction>()
            .AddSingleton<IAccountAction, ResetPasswordAction>()
            .AddSingleton<IAccountAction, RefreshAction>()
            .AddSingleton<IAccountAction, HealthAction>();
    }

    public static void UseAccountApi(this WebApplication app)
    {
        app.UseMiddleware<AccountApiDoor>();
    }
}
