using Identity.Server.Interactions.Devices;
using Identity.Server.Interactions.Logouts;
using Microsoft.Extensions.Options;

namespace Identity.Server.Interactions;

/// <summary>Opens the room.</summary>
internal static class InteractionsSetup
{
    public static IServiceCollection AddInteractions(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<InteractionOptions>, InteractionOptionsValidator>();
        services.AddOptionsWithValidateOnStart<InteractionOptions>().BindConfiguration(InteractionOptions.Section);
        services.AddSingleton<DeviceAuthorizations>().AddSingleton<DeviceApprovals>().AddSingleton<DeviceTickets>();
        return services.AddSingleton<PendingRequests>().AddSingleton<NextSteps>().AddSingleton<LogoutRequests>();
    }
}
