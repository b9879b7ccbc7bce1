using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Sessions;

/// <summary>The clients that sessions have signed people in to.</summary>
internal sealed class SessionClients(NpgsqlDataSource database, TimeProvider clock)
{
    // A session that has just ended takes no more clients.
    private const string Join = """
        INSERT INTO session_clients (session_id, client_id, signed_in_at) SELECT id, $2, $3 FROM sessions WHERE id = $1
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Remembers that a session has signed its person in to a client, which is to hear of its end.</summary>
    public async Task JoinAsync(Guid sessionId, string clientId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Join);
        command.Parameters.AddWithValue(sessionId);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes a client that is no more out of every session, within a transaction of the caller's.</summary>
    public static Task ForgetClientAsync(ServerDbContext context, string clientId, CancellationToken ct) =>
        context.Set<SessionClientRow>().Where(row => row.ClientId == clientId).ExecuteDeleteAsync(ct);
}
