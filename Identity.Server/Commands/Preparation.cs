using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Database;
using Identity.Server.Keys;
using Identity.Server.Keys.Encryption;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Microsoft.Extensions.Options;

namespace Identity.Server.Commands;

/// <summary>Everything that must be true before the first request is let in: schema, keys, partitions, catalogs.</summary>
internal sealed class Preparation(IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await PrepareSchemaAsync(services, cancellationToken);
        await PrepareMemoryAsync(services, cancellationToken);
    }

    /// <summary>Migrates where the settings say so; otherwise the schema must be there already.</summary>
    public static async Task PrepareSchemaAsync(IServiceProvider services, CancellationToken ct)
    {
        var migrator = services.GetRequiredService<Migrator>();
        if (services.GetRequiredService<IOptions<DatabaseOptions>>().Value.MigrateOnStart)
            await migrator.MigrateAsync(ct);
        else
            await migrator.EnsureCurrentAsync(ct);
    }

    /// <summary>For a command that looks at what a server knows: what is in memory is read, and nothing made that is missing.</summary>
    public static async Task ReadMemoryAsync(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<ApiCatalog>().ReloadAsync(ct);
        await services.GetRequiredService<ClientCatalog>().ReloadAsync(ct);
        await services.GetRequiredService<SigningKeys>().ReloadAsync(ct);
        await services.GetRequiredService<EncryptionKeys>().ReloadAsync(ct);
    }

    private static async Task PrepareMemoryAsync(IServiceProvider services, CancellationToken ct)
    {
        var keys = services.GetRequiredService<SigningKeys>();
        var apis = services.GetRequiredService<ApiCatalog>();
        await services.GetRequiredService<BuiltInApi>().EnsureAsync(ct);
        await apis.ReloadAsync(ct);
        await services.GetRequiredService<ClientCatalog>().ReloadAsync(ct);
        await services.GetRequiredService<AccountProfileCatalog>().ReloadAsync(ct);
        await keys.EnsureAsync(ct);
        await services.GetRequiredService<EncryptionKeys>().EnsureAsync(ct);
        foreach (var algorithm in apis.Snapshot.Apis.Values.Select(api => api.Algorithm).Where(one => !one.IsSymmetric))
            await keys.EnsureAsync(algorithm, ct);
        await services.GetRequiredService<ResponseKeys>().EnsureAsync(ct);
        await services.GetRequiredService<DailyTables>().KeepAsync(ct);
        await services.GetRequiredService<DenyList>().ReloadAsync(ct);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
