using System.Text.Json.Nodes;
using Identity.Server.Audit;
using Identity.Server.Sessions;
using Npgsql;

namespace Identity.Server.Tokens.Logout;

/// <summary>A session that is over.</summary>
/// <param name="Clients">The clients that it had signed the person in to.</param>
internal sealed record EndedSession(Guid Id, Guid UserId, IReadOnlyList<string> Clients);

/// <summary>
/// Ends sessions before their time, with all that hangs on them: refresh families that may not outlive them, access tokens,
/// and the clients that wait to be told. Whoever ends one does it here.
/// </summary>
/// <remarks>
/// OpenID Connect Back-Channel Logout §2.3 and OpenID Connect Back-Channel Logout §2.7: what was granted with offline_access
/// stays. Of two who end a session at once, one does.
/// </remarks>
internal sealed class SessionLogouts(
    NpgsqlDataSource database,
    TokenLifetimes lifetimes,
    AuditTrail audit,
    TimeProvider clock
)
{
    private const int Batch = 500;

    // A session that the account's state has ended already: every statement that reads it says so.
    private const string IsOver =
        "NOT EXISTS (SELECT FROM users u WHERE u.id = s.user_id AND u.epoch = s.epoch AND u.suspended_at IS NULL)";

    // Whoever is hanging something on a session at this moment holds its row. Once we have it nobody does any more, and
    // the statement after this one sees all there is.
    private const string LockByHandle = "SELECT id FROM sessions WHERE hash = $1 FOR UPDATE";

    private const string LockById = "SELECT id FROM sessions WHERE id = $1 AND user_id = $2 FOR UPDATE";

    private const string LockAll = "SELECT id FROM sessions WHERE user_id = $1 ORDER BY id FOR UPDATE";

    private const string LockOverOfOne =
        $"SELECT s.id FROM sessions s WHERE s.user_id = $1 AND {IsOver} ORDER BY s.id FOR UPDATE";

    private const string LockOver =
        $"SELECT s.id FROM sessions s WHERE {IsOver} ORDER BY s.id LIMIT $1 FOR UPDATE SKIP LOCKED";

    // Access tokens of the session end with it, those of grants that go on as well: they are refreshed after it. Those of
    // grants that end must not be believed when another node's clock is ahead, so they are denied for good.
    private const string End = """
        WITH ended AS (
          DELETE FROM sessions WHERE id = ANY($1) RETURNING id, user_id),
        joined AS (
          SELECT c.session_id, c.client_id, e.user_id FROM session_clients c JOIN ended e ON e.id = c.session_id),
        revoked AS (
          UPDATE refresh_families f SET revoked_at = $2 FROM ended
           WHERE f.session_id = ended.id AND f.revoked_at IS NULL AND NOT 'offline_access' = ANY(f.scopes)
          RETURNING f.id),
        denied AS (
          INSERT INTO deny_list (id, issued_before, expires_at)
          SELECT id, $3, $3 FROM revoked UNION ALL SELECT DISTINCT session_id, $2, $3 FROM joined
          ON CONFLICT DO NOTHING),
        told AS (
          INSERT INTO logout_notices (id, client_id, user_id, session_id, created_at, attempts, next_attempt_at)
          SELECT gen_random_uuid(), j.client_id, j.user_id, j.session_id, $2, 0, $2
            FROM joined j JOIN clients c ON c.client_id = j.client_id
           WHERE c.metadata ->> 'backchannel_logout_uri' IS NOT NULL)
        SELECT e.id, e.user_id, ARRAY(SELECT client_id FROM joined WHERE session_id = e.id ORDER BY client_id) FROM ended e
        """;

    /// <summary>Signs a browser out.</summary>
    /// <param name="handle">What its cookie holds.</param>
    /// <returns>Null where it was not signed in.</returns>
    public async Task<EndedSession?> EndAsync(SessionHandle handle, CancellationToken ct) =>
        Tell((await EndAsync(LockByHandle, ct, handle.Hash)).SingleOrDefault());

    /// <summary>Signs another browser of the same person out.</summary>
    /// <returns>Null where that person had no such session.</returns>
    public async Task<EndedSession?> EndAsync(Guid id, Guid userId, CancellationToken ct) =>
        Tell((await EndAsync(LockById, ct, id, userId)).SingleOrDefault());

    /// <summary>Signs a browser out as somebody else than the person wants.</summary>
    /// <inheritdoc cref="EndAsync(Guid, Guid, CancellationToken)" path="/returns"/>
    public async Task<EndedSession?> EndAsync(Guid id, Guid userId, AuditParty by, CancellationToken ct) =>
        Tell((await EndAsync(LockById, ct, id, userId)).SingleOrDefault(), by);

    /// <summary>Clears up behind a new epoch or a suspension, which have ended a person's sessions already.</summary>
    public Task<IReadOnlyList<EndedSession>> EndOverAsync(Guid userId, CancellationToken ct) =>
        EndAsync(LockOverOfOne, ct, userId);

    /// <summary>Clears up likewise behind everybody: where a process died before it could, or an operator did it by hand.</summary>
    public async Task<int> EndOverAsync(CancellationToken ct)
    {
        var total = 0;
        while (true)
        {
            var ended = await EndAsync(LockOver, ct, Batch);
            total += ended.Count;
            if (ended.Count < Batch)
                return total;
        }
    }

    /// <summary>Ends all of a person's sessions within the transaction that the connection is in: their account goes.</summary>
    public Task EndAllAsync(NpgsqlConnection connection, Guid userId, CancellationToken ct) =>
        EndAsync(connection, LockAll, ct, userId);

    private EndedSession? Tell(EndedSession? ended)
    {
        if (ended is not null)
            audit.Record(new AuditEvent(AuditKind.SignOut, AuditParty.User(ended.UserId)));
        return ended;
    }

    private EndedSession? Tell(EndedSession? ended, AuditParty by)
    {
        if (ended is null)
            return null;
        var before = new JsonObject
        {
            ["session"] = ended.Id,
            ["clients"] = new JsonArray([.. ended.Clients.Select(client => JsonValue.Create(client))]),
        };
        audit.Record(
            new AuditEvent(AuditKind.SignOut, AuditParty.User(ended.UserId))
            {
                Actor = by,
                Details = AuditChange.Of(before, after: null),
            }
        );
        return ended;
    }

    private async Task<IReadOnlyList<EndedSession>> EndAsync(
        string lockStatement,
        CancellationToken ct,
        params object[] which
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var ended = await EndAsync(connection, lockStatement, ct, which);
        await transaction.CommitAsync(ct);
        return ended;
    }

    private async Task<IReadOnlyList<EndedSession>> EndAsync(
        NpgsqlConnection connection,
        string lockStatement,
        CancellationToken ct,
        params object[] which
    )
    {
        var ids = await LockAsync(connection, lockStatement, which, ct);
        if (ids.Length == 0)
            return [];
        var now = clock.GetUtcNow();
        await using var command = new NpgsqlCommand(End, connection);
        command.Parameters.AddWithValue(ids);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + lifetimes.LongestAccessToken);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var ended = new List<EndedSession>();
        while (await rows.ReadAsync(ct))
            ended.Add(new EndedSession(rows.GetGuid(0), rows.GetGuid(1), rows.GetFieldValue<string[]>(2)));
        return ended;
    }

    private static async Task<Guid[]> LockAsync(
        NpgsqlConnection connection,
        string statement,
        object[] which,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(statement, connection);
        foreach (var value in which)
            command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(ct))
            ids.Add(rows.GetGuid(0));
        return [.. ids];
    }
}
