using Microsoft.Extensions.Options;

namespace Identity.Server.Roles;

/// <summary>Opens the room.</summary>
internal static class RolesSetup
{
    public static IServiceCollection AddRoles(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>();
        services.AddOptionsWithValidateOnStart<AdminOptions>().BindConfiguration(AdminOptions.Section);
        return services
            .AddSingleton<RoleAudit>()
            .AddSingleton<RoleRegistry>()
            .AddSingleton<RoleMembers>()
            .AddSingleton<RoleRoll>()
            .AddSingleton<RoleDeclarations>()
            .AddSingleton<ClientRoles>()
            .AddSingleton<SetUpLinks>();
    }
}
