using Identity.Server.Database;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Sessions;

/// <summary>Ends sessions: one, a person's others, everything a person holds, and those that are over anyway.</summary>
internal sealed class SessionEnds(NpgsqlDataSource database, TimeProvider clock)
{
    private const string EndByHandle = "DELETE FROM sessions WHERE hash = $1";

    private const string EndById = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";

    private const string EndAll = "DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR id <> $2)";

    // The epoch ends every session and refresh family of the account in the statements that read them; only the session
    // from which it was asked comes along. Of two that ask at once, the second is among those that the first has ended.
    private const string EndEverywhere = $"""
        WITH ended AS (
          UPDATE users u SET epoch = u.epoch + 1 FROM sessions s WHERE {BrowserSessions.IsAlive}
          RETURNING u.id, u.epoch),
        others AS (
          DELETE FROM sessions s USING ended WHERE s.user_id = ended.id AND s.hash <> $1)
        UPDATE sessions s SET epoch = ended.epoch FROM ended WHERE s.user_id = ended.id AND s.hash = $1
        """;

    private const string Purge = """
        DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)
        """;

    /// <summary>Signs a browser out.</summary>
    /// <returns>Whether it was signed in.</returns>
    public async Task<bool> EndAsync(string handle, CancellationToken ct)
    {
        if (SessionHandle.Read(handle) is not { } read)
            return false;
        await using var command = database.CreateCommand(EndByHandle);
        command.Parameters.AddWithValue(read.Hash);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Signs another browser of the same person out.</summary>
    /// <returns>Whether that person had such a session.</returns>
    public async Task<bool> EndAsync(Guid id, Guid userId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(EndById);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(userId);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Signs a person's browsers out, and leaves their grants to clients alone.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="except">A session that stays.</param>
    public async Task<int> EndAllAsync(Guid userId, Guid? except, CancellationToken ct)
    {
        await using var command = database.CreateCommand(EndAll);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(NpgsqlDbType.Uuid, (object?)except ?? DBNull.Value);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Signs a person out everywhere but here: every other session and every refresh family is over. Access tokens that
    /// are about are for the caller to deny.
    /// </summary>
    /// <param name="handle">Of the session from which it is asked, which stays.</param>
    /// <returns>False where that session was not alive, and nothing was ended.</returns>
    public async Task<bool> EndEverywhereElseAsync(string handle, CancellationToken ct)
    {
        if (SessionHandle.Read(handle) is not { } read)
            return false;
        await using var command = database.CreateCommand(EndEverywhere);
        command.Parameters.AddWithValue(read.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Deletes sessions whose time is over.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) => BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow(), ct);
}
