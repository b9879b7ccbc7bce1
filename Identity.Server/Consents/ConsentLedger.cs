using Npgsql;

namespace Identity.Server.Consents;

/// <summary>What people allowed clients: remembered when they say so, asked before a client is answered.</summary>
internal sealed class ConsentLedger(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Find = "SELECT scopes FROM consents WHERE user_id = $1 AND client_id = $2";

    // What was allowed before stays allowed: a person is asked for more, and not again for the same.
    private const string Grant = """
        INSERT INTO consents (user_id, client_id, scopes, granted_at, updated_at) VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (user_id, client_id) DO UPDATE
           SET scopes = ARRAY(SELECT DISTINCT unnest(consents.scopes || excluded.scopes) ORDER BY 1), updated_at = excluded.updated_at
        """;

    /// <returns>The scopes that the person allowed the client; null where they never did, or have withdrawn it.</returns>
    public async Task<string[]?> FindAsync(Guid userId, string clientId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clientId);
        return await command.ExecuteScalarAsync(ct) as string[];
    }

    /// <summary>Remembers that a person allowed a client these scopes, beside those from before.</summary>
    public async Task GrantAsync(Guid userId, string clientId, string[] scopes, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Grant);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(scopes);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }
}
