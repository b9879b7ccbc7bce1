using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Interactions.Logouts;

/// <summary>Wishes that somebody be signed out: stored, and found again by the browser they belong to.</summary>
internal sealed class LogoutRequests(NpgsqlDataSource database, MasterKey master, TimeProvider clock)
{
    // Anybody may send them, and whoever comes later is asked as if they had come by themselves.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>What addresses of ours call the handle.</summary>
    public const string Parameter = "request";

    private const string Insert = """
        INSERT INTO logout_requests (id, client_id, post_logout_redirect_uri, state, session_id, user_id, browser, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string Find = """
        SELECT id, client_id, post_logout_redirect_uri, state, session_id, user_id, ended_at IS NOT NULL, clients
          FROM logout_requests WHERE id = $1 AND browser = $2 AND expires_at > $3
        """;

    // Of two that come to the end together, the one that ended the session says which it was, whoever writes first.
    private const string End = """
        UPDATE logout_requests
           SET ended_at = COALESCE(ended_at, $2), session_id = COALESCE($3, session_id), clients = COALESCE($4, clients)
         WHERE id = $1
        """;

    private const string Purge = """
        DELETE FROM logout_requests WHERE id IN (SELECT id FROM logout_requests WHERE expires_at < $1 LIMIT $2)
        """;

    private readonly DerivedHandle _handles = new(master, "lo_");

    public async Task<LogoutRequest> BeginAsync(LogoutWish wish, VisitorHandle browser, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(id);
        Add(command, NpgsqlDbType.Text, wish.ClientId);
        Add(command, NpgsqlDbType.Text, wish.PostLogoutRedirectUri);
        Add(command, NpgsqlDbType.Text, wish.State);
        Add(command, NpgsqlDbType.Uuid, wish.SessionId);
        Add(command, NpgsqlDbType.Uuid, wish.UserId);
        command.Parameters.AddWithValue(browser.Hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + Kept);
        await command.ExecuteNonQueryAsync(ct);
        return new LogoutRequest(id, _handles.Write(id), wish, Ended: null);
    }

    /// <param name="handle">What an address of ours calls the request, whatever that is.</param>
    /// <param name="browser">What the browser's cookie holds, whatever that is.</param>
    /// <returns>Null where there is none, or it is over, or is another browser's.</returns>
    public async Task<LogoutRequest?> FindAsync(string? handle, string? browser, CancellationToken ct)
    {
        if (_handles.Read(handle) is not { } id || VisitorHandle.Read(browser) is not { } visitor)
            return null;
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(visitor.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    /// <summary>Keeps what came of a wish.</summary>
    public async Task<LogoutRequest> EndAsync(LogoutRequest request, LogoutResult result, CancellationToken ct)
    {
        await using var command = database.CreateCommand(End);
        command.Parameters.AddWithValue(request.Id);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        Add(command, NpgsqlDbType.Uuid, result.SessionId);
        Add(
            command,
            NpgsqlDbType.Array | NpgsqlDbType.Text,
            result.SessionId is null ? null : result.Clients.ToArray()
        );
        await command.ExecuteNonQueryAsync(ct);
        return request with { Ended = result };
    }

    /// <summary>Deletes requests whose time is over.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) => BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow(), ct);

    private LogoutRequest Read(NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        Guid? session = row.IsDBNull(4) ? null : row.GetGuid(4);
        var wish = new LogoutWish
        {
            ClientId = row.TextOrNull(1),
            PostLogoutRedirectUri = row.TextOrNull(2),
            State = row.TextOrNull(3),
            SessionId = session,
            UserId = row.IsDBNull(5) ? null : row.GetGuid(5),
        };
        var ended = row.GetBoolean(6)
            ? row.IsDBNull(7)
                ? LogoutResult.Nothing
                : new LogoutResult(session, row.GetFieldValue<string[]>(7))
            : null;
        return new LogoutRequest(id, _handles.Write(id), wish, ended);
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.AddWithValue(type, value ?? DBNull.Value);
}
