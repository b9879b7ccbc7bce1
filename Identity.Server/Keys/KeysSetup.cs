using System.Diagnostics.Metrics;
using Identity.Server.Database;
using Identity.Server.Keys.Encryption;
using Microsoft.Extensions.Options;

namespace Identity.Server.Keys;

/// <summary>Opens the room: the keys follow the table from then on.</summary>
internal static class KeysSetup
{
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<KeyOptions>, KeyOptionsValidator>();
        services.AddOptionsWithValidateOnStart<KeyOptions>().BindConfiguration(KeyOptions.Section);
        services.AddSingleton<KeyPublication>().AddSingleton<KeyDesk>();
        services.AddSingleton(provider =>
        {
            var keys = ActivatorUtilities.CreateInstance<EncryptionKeys>(provider);
            provider.GetRequiredService<Notifications>().Subscribe(EncryptionKeys.Channel, keys.ReloadAsync);
            return keys;
        });
        return services.AddSingleton(provider =>
        {
            var keys = ActivatorUtilities.CreateInstance<SigningKeys>(provider);
            provider.GetRequiredService<Notifications>().Subscribe(SigningKeys.Channel, keys.ReloadAsync);
            KeyMetrics.Observe(
                provider.GetRequiredService<Meter>(),
                keys,
                provider.GetRequiredService<IOptions<KeyOptions>>().Value,
                provider.GetRequiredService<TimeProvider>()
            );
            return keys;
        });
    }
}
