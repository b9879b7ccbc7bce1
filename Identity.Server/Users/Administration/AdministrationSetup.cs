namespace Identity.Server.Users.Administration;

/// <summary>Puts into the container what others do to accounts for their owners.</summary>
internal static class AdministrationSetup
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) =>
        services
            .AddSingleton<AccountDirectory>()
            .AddSingleton<AccountChanges>()
            .AddSingleton<AccountEdits>()
            .AddSingleton<AccountPasswords>()
            .AddSingleton<Suspensions>()
            .AddSingleton<AccountRemovals>();
}
