using Identity.Server.Database.Connections;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Brings the schema up to the code, once, however many nodes start together.</summary>
internal sealed partial class Migrator(
    IDbContextFactory<ServerDbContext> contexts,
    NpgsqlDataSource database,
    DirectDatabase direct,
    ILogger<Migrator> logger
)
{
    // The lock that every node takes before it looks at the schema; the number is "identity" in ASCII.
    private const string Lock = "SELECT pg_advisory_lock(7594305239842780281)";
    private const string Unlock = "SELECT pg_advisory_unlock(7594305239842780281)";

    /// <returns>The names of the migrations that were applied, in order.</returns>
    /// <exception cref="InvalidOperationException">Something is missing, and only a pooled endpoint is known.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        if (await direct.WhyNotAsync(ct) is { } reason)
        {
            // The lock would be another's a moment later. Where there is nothing to do, there is nothing to lock.
            return await MissingAsync(ct) is { Count: > 0 }
                ? throw new InvalidOperationException($"Migrations cannot be applied here. {reason}")
                : [];
        }

        await using var holder = await direct.Source.OpenConnectionAsync(ct);
        await ExecuteAsync(holder, Lock, ct);
        try
        {
            await using var context = await direct.CreateContextAsync(contexts, ct);
            var missing = (await context.Database.GetPendingMigrationsAsync(ct)).ToList();
            if (missing.Count == 0)
                return missing;

            context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
            await context.Database.MigrateAsync(ct);
            Migrated(missing.Count, string.Join(", ", missing));
            return missing;
        }
        finally
        {
            await ExecuteAsync(holder, Unlock, CancellationToken.None);
        }
    }

    /// <exception cref="SchemaBehindException">The database lacks migrations that this build of the server needs.</exception>
    public async Task EnsureCurrentAsync(CancellationToken ct)
    {
        if (await MissingAsync(ct) is { Count: > 0 } missing)
            throw new SchemaBehindException(missing);
    }

    private async Task<List<string>> MissingAsync(CancellationToken ct)
    {
        // EF Core takes a database that does not exist for one without migrations.
        await using var exists = await database.OpenConnectionAsync(ct);
        await using var context = await contexts.CreateDbContextAsync(ct);
        var (known, applied) = (context.Database.GetMigrations(), await context.Database.GetAppliedMigrationsAsync(ct));
        // Migrations are made so that this version runs on the next one's schema.
        if (applied.Except(known, StringComparer.Ordinal).ToList() is { Count: > 0 } newer)
            Ahead(string.Join(", ", newer));
        return [.. known.Except(applied, StringComparer.Ordinal)];
    }

    // The lock is waited for as long as another node needs to migrate.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(LogLevel.Information, "Applied {Count} migrations: {Names}")]
    private partial void Migrated(int count, string names);

    [LoggerMessage(
        LogLevel.Warning,
        "The database is ahead of this server, which does not know its migrations {Names}: replace this node soon"
    )]
    private partial void Ahead(string names);
}

/// <summary>The schema is older than the code: the message names what is missing and what to do.</summary>
internal sealed class SchemaBehindException(IReadOnlyList<string> missing)
    : InvalidOperationException(
        $"The database is behind this server. Missing migrations: {string.Join(", ", missing)}. "
            + "Run `identity migrate`, or set Database:MigrateOnStart to true."
    );
