using Identity.Server.Commands;
using Identity.Server.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Tests;

/// <summary>What every test database holds before a test writes to it.</summary>
internal static class TestSchema
{
    /// <summary>Brings the empty database of this connection string to the current schema, as `migrate` does.</summary>
    public static async Task Migrate(string connectionString)
    {
        var start = new ServerStart(TestServer.Settings(connectionString, "http://localhost"), IsServing: false);
        await using var app = await Server.Program.BuildAsync(start, CancellationToken.None);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
    }
}
