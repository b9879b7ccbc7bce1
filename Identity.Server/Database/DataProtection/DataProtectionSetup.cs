using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Identity.Server.Database.DataProtection;

/// <summary>Gives the framework's Data Protection a ring that all nodes share, without any set-up.</summary>
internal static class DataProtectionSetup
{
    public static IServiceCollection AddProtectionRing(this IServiceCollection services)
    {
        // One name for all nodes: by itself it would be the folder that each runs in.
        services.AddDataProtection().SetApplicationName("identity");
        services.AddSingleton<ProtectionKeys>();
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<ProtectionKeys>(
                (ring, keys) => (ring.XmlRepository, ring.XmlEncryptor) = (keys, new SealedWhole())
            );
        return services;
    }
}
