using Identity.Server.Commands;
using Identity.Server.Database;
using Identity.Server.Keys;
using Identity.Server.Keys.Encryption;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Tests;

/// <summary>What every test database holds before a test writes to it.</summary>
internal static class TestSchema
{
    /// <summary>Brings the empty database of this connection string to the current schema, as `migrate` does.</summary>
    public static async Task Migrate(string connectionString)
    {
        await using var app = await BuildAsync(connectionString);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
    }

    /// <summary>Makes the keys that the first start makes, sealed as every test server and every test's binary seals them.</summary>
    public static async Task PlantKeys(string connectionString)
    {
        await using var app = await BuildAsync(connectionString);
        await app.Services.GetRequiredService<SigningKeys>().EnsureAsync(CancellationToken.None);
        await app.Services.GetRequiredService<EncryptionKeys>().EnsureAsync(CancellationToken.None);
    }

    private static Task<WebApplication> BuildAsync(string connectionString)
    {
        var start = new ServerStart(TestServer.Settings(connectionString, "http://localhost"), IsServing: false);
        return Server.Program.BuildAsync(start, CancellationToken.None);
    }
}
