namespace Identity.Server.Declarations;

/// <summary>Opens the room.</summary>
internal static class DeclarationsSetup
{
    public static IServiceCollection AddDeclarations(this IServiceCollection services) =>
        services
            .AddSingleton<DeclarationPlanner>()
            .AddSingleton<DeclaredKeys>()
            .AddSingleton<DeclarationApplication>()
            .AddSingleton<ProfileApplication>();
}
