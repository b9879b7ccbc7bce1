using Npgsql;

namespace Identity.Server.Database.Upgrades;

/// <summary>Applies planned migrations on a connection of its own, and never stands long in the queue for a lock.</summary>
/// <remarks>
/// PostgreSQL's queue for a table is fair: while a migration waits behind somebody's long transaction, every request that comes
/// later waits behind the migration. So it waits for half a second, gives everything back, lets the others go, and tries again.
/// That is less than the second after which PostgreSQL looks for a deadlock: it is the migration that gives way, and no request.
/// </remarks>
internal sealed partial class MigrationRun(NpgsqlConnection connection, TimeProvider clock, ILogger logger)
{
    /// <summary>The longest that requests have to wait because a migration waits.</summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // What an attempt that was given up leaves is no index, but is in the way of one.
    private const string IsValid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)";

    private const string Oldest = """
        SELECT pid, coalesce(usename::text, '?'), application_name, coalesce(state, '?'), (now() - xact_start)::interval(0)::text
          FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - interval '300 milliseconds'
         ORDER BY xact_start LIMIT 3
        """;

    /// <param name="patience">For how long it is tried again.</param>
    /// <exception cref="InvalidOperationException">The locks were not to be had; nothing of the migration was done.</exception>
    public async Task ApplyAsync(PlannedMigration migration, TimeSpan patience, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (migration.IsTransactional)
                    await ApplyWholeAsync(migration, ct);
                else
                    await ApplyEachAsync(migration, ct);
                return;
            }
            catch (PostgresException e)
                when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (clock.GetElapsedTime(started) >= patience)
                {
                    throw new InvalidOperationException(
                        $"{migration.Name} was not applied: others held what it must lock, at each of {attempt} attempts. "
                            + $"Nothing was changed. {await WhoAsync(ct)}",
                        e
                    );
                }
                var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt - 1), LongestPause.TotalSeconds));
                Held(migration.Name, attempt, pause.TotalSeconds, await WhoAsync(ct));
                await Task.Delay(pause, clock, ct);
            }
        }
    }

    private async Task ApplyWholeAsync(PlannedMigration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync($"SET LOCAL lock_timeout = {LockTimeout.TotalMilliseconds:0}", ct);
        // All that others have to wait for is taken before any work is done: nobody waits for the work of one statement while
        // the next waits for somebody else.
        foreach (var held in migration.Held().Where(held => held.Mode >= LockMode.Share && !held.IsUnnamed))
            await ExecuteAsync($"LOCK TABLE {held.Table} IN {held.ModeName} MODE", ct);
        foreach (var statement in migration.Statements)
            await ExecuteAsync(statement.Text, ct);
        await ExecuteAsync(migration.Record, ct);
        await transaction.CommitAsync(ct);
    }

    // Each by itself, and each so that it can be done again: what was done before it was interrupted is there.
    private async Task ApplyEachAsync(PlannedMigration migration, CancellationToken ct)
    {
        foreach (var statement in migration.Statements)
        {
            var index = IndexOf(statement);
            var isValid = index is null ? null : await IsValidAsync(index, ct);
            if (isValid is true)
                continue;
            if (isValid is false)
                await ExecuteAsync($"DROP INDEX CONCURRENTLY {index}", ct);
            await ExecuteAsync(statement.Text, ct);
        }
        await ExecuteAsync(migration.Record, ct);
    }

    /// <summary>The index that a CREATE INDEX CONCURRENTLY makes.</summary>
    private static string? IndexOf(PlannedStatement statement)
    {
        var words = new SqlCursor(SqlStatement.Split(statement.Text)[0].Words);
        if (!words.Take("create"))
            return null;
        words.Take("unique");
        if (!words.Take("index", "concurrently"))
            return null;
        words.Take("if", "not", "exists");
        return words.Name();
    }

    private async Task<string> WhoAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Oldest, connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            found.Add(
                $"process {rows.GetInt32(0)} ({rows.GetString(1)}, {rows.GetString(2)}, {rows.GetString(3)}) for {rows.GetString(4)}"
            );
        }
        return found.Count == 0
            ? "No transaction is old now."
            : $"The oldest transactions: {string.Join("; ", found)}.";
    }

    /// <returns>Null where there is no such index.</returns>
    private async Task<bool?> IsValidAsync(string index, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(IsValid, connection);
        command.Parameters.AddWithValue(index);
        return (bool?)await command.ExecuteScalarAsync(ct);
    }

    // How long reading a large table takes is nothing to be cut short; waiting for it is what is bounded.
    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Name} waits: others hold what it must lock (attempt {Attempt}, next in {Seconds} s). {Who}"
    )]
    private partial void Held(string name, int attempt, double seconds, string who);
}
