namespace Identity.Server.Consents;

/// <summary>Opens the room.</summary>
internal static class ConsentsSetup
{
    public static IServiceCollection AddConsents(this IServiceCollection services) =>
        services.AddSingleton<ConsentLedger>().AddSingleton<ConsentDirectory>();
}
