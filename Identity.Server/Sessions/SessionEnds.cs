using Identity.Server.Audit;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Sessions;

/// <summary>Ends sessions of which nobody need be told: one that another takes the place of, and those that are over anyway.</summary>
internal sealed class SessionEnds(NpgsqlDataSource database, AuditTrail audit, TimeProvider clock)
{
    private const string EndByHandle = "DELETE FROM sessions WHERE hash = $1";

    // The epoch ends every session and refresh family of the account in the statements that read them; only the session
    // from which it was asked comes along. Of two that ask at once, the second is among those that the first has ended.
    private const string EndEverywhere = $"""
        WITH ended AS (
          UPDATE users u SET epoch = u.epoch + 1 FROM sessions s WHERE {BrowserSessions.IsAlive}
          RETURNING u.id, u.epoch)
        UPDATE sessions s SET epoch = ended.epoch FROM ended WHERE s.user_id = ended.id AND s.hash = $1
        RETURNING s.user_id
        """;

    private const string EndAll = "UPDATE users SET epoch = epoch + 1 WHERE id = $1 RETURNING email";

    private const string Purge = """
        DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)
        """;

    /// <summary>Ends a session in whose place another begins.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> EndAsync(string handle, CancellationToken ct)
    {
        if (SessionHandle.Read(handle) is not { } read)
            return false;
        await using var command = database.CreateCommand(EndByHandle);
        command.Parameters.AddWithValue(read.Hash);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>
    /// Signs a person out everywhere but here: every other session and every refresh family is over. What hangs
    /// on them is for the caller to clear up.
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
        if (await command.ExecuteScalarAsync(ct) is not Guid user)
            return false;
        audit.Record(new AuditEvent(AuditKind.SignOutElsewhere, AuditParty.User(user)));
        return true;
    }

    /// <summary>Signs somebody out everywhere for them. What hangs on their sessions is for the caller to clear up.</summary>
    /// <param name="actor">Who does it.</param>
    /// <returns>Their address, under which tokens may name them; null where there is no such account.</returns>
    public async Task<string?> EndAllAsync(Guid userId, AuditParty actor, CancellationToken ct)
    {
        await using var command = database.CreateCommand(EndAll);
        command.Parameters.AddWithValue(userId);
        if (await command.ExecuteScalarAsync(ct) is not string email)
            return null;
        audit.Record(new AuditEvent(AuditKind.SignOut, AuditParty.User(userId)) { Actor = actor });
        return email;
    }

    /// <summary>Deletes sessions whose time is over.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) => BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow(), ct);
}
