using Identity.Server.Database.Connections;
using Identity.Server.Database.Upgrades;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Brings the schema up to the code, once, however many nodes start together.</summary>
internal sealed partial class Migrator(
    IDbContextFactory<ServerDbContext> contexts,
    NpgsqlDataSource database,
    DirectDatabase direct,
    TimeProvider clock,
    ILogger<Migrator> logger
)
{
    /// <summary>For how long a migration that finds what it must lock held by others is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The lock that every node takes before it looks at the schema; the number is "identity" in ASCII. It is asked for and not
    // waited for: a session that waits would hold a snapshot, which CREATE INDEX CONCURRENTLY of the other waits for.
    private const string TryLock = "SELECT pg_try_advisory_lock(7594305239842780281)";
    private const string Unlock = "SELECT pg_advisory_unlock(7594305239842780281)";
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc cref="MigrateAsync(TimeSpan, CancellationToken)"/>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct) => MigrateAsync(Patience, ct);

    /// <returns>The names of the migrations that were applied, in order.</returns>
    /// <exception cref="InvalidOperationException">
    /// Something is missing, and only a pooled endpoint is known, or what has to be locked was not to be had.
    /// </exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(TimeSpan patience, CancellationToken ct)
    {
        if (await direct.WhyNotAsync(ct) is { } reason)
        {
            // The lock would be another's a moment later. Where there is nothing to do, there is nothing to lock.
            return await MissingAsync(ct) is { Count: > 0 }
                ? throw new InvalidOperationException($"Migrations cannot be applied here. {reason}")
                : [];
        }

        // One connection for the lock and for what is done under it: if it breaks, both end.
        await using var holder = await direct.Source.OpenConnectionAsync(ct);
        while (!await AskAsync(holder, TryLock, ct))
            await Task.Delay(BetweenTries, clock, ct);
        try
        {
            await using var context = await direct.CreateContextAsync(contexts, ct);
            var missing = (await context.Database.GetPendingMigrationsAsync(ct)).ToList();
            if (missing.Count == 0)
                return missing;

            await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(ct);
            var run = new MigrationRun(holder, clock, logger);
            foreach (var migration in MigrationPlan.Of(context, missing))
                await run.ApplyAsync(migration, patience, ct);
            Migrated(missing.Count, string.Join(", ", missing));
            return missing;
        }
        finally
        {
            // A connection that is broken has given it back already.
            if (holder.State == System.Data.ConnectionState.Open)
                await AskAsync(holder, Unlock, CancellationToken.None);
        }
    }

    /// <summary>What <see cref="MigrateAsync(CancellationToken)"/> would do; nothing is changed, or locked, for it.</summary>
    public async Task<IReadOnlyList<PlannedMigration>> PlanAsync(CancellationToken ct)
    {
        var missing = await MissingAsync(ct);
        await using var context = await contexts.CreateDbContextAsync(ct);
        return MigrationPlan.Of(context, missing);
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

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
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
