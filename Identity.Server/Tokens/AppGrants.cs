using Npgsql;

namespace Identity.Server.Tokens;

/// <summary>What an app holds of a person: it can get tokens while they are away.</summary>
/// <param name="Since">When the oldest of its grants that still live was given.</param>
internal sealed record AppGrant(string ClientId, string[] Scopes, DateTimeOffset Since);

/// <summary>The apps that hold grants of a person, for themselves to see, and to end app by app.</summary>
internal sealed class AppGrants(NpgsqlDataSource database, TokenLifetimes lifetimes, TimeProvider clock)
{
    private const string List = """
        SELECT f.client_id, COALESCE(array_agg(DISTINCT scope ORDER BY scope) FILTER (WHERE scope IS NOT NULL), '{}'), min(f.created_at)
          FROM refresh_families f
          JOIN users u ON u.id = f.subject AND u.epoch = f.epoch
          LEFT JOIN LATERAL unnest(f.scopes) scope ON true
         WHERE f.subject = $1 AND f.revoked_at IS NULL AND f.expires_at > $2 AND f.idle_until > $2
           AND (f.session_id IS NULL OR 'offline_access' = ANY(f.scopes) OR EXISTS (SELECT FROM sessions s WHERE s.id = f.session_id))
         GROUP BY f.client_id
        """;

    // A code that is under way is used up, or the app would be back in a moment. Access tokens carry the id of their code or
    // family, and end by it.
    private const string EndCodes = """
        WITH codes AS (
          UPDATE authorization_codes SET redemption = COALESCE(redemption, $5)
           WHERE user_id = $1 AND client_id = $2 AND expires_at > $4
          RETURNING grant_id)
        INSERT INTO deny_list (id, issued_before, expires_at) SELECT DISTINCT grant_id, $3, $3 FROM codes ON CONFLICT DO NOTHING
        """;

    private const string EndFamilies = """
        WITH revoked AS (
          UPDATE refresh_families SET revoked_at = $4 WHERE subject = $1 AND client_id = $2 AND revoked_at IS NULL RETURNING id),
        ended AS (
          INSERT INTO deny_list (id, issued_before, expires_at) SELECT id, $3, $3 FROM revoked ON CONFLICT DO NOTHING)
        SELECT count(*) FROM revoked
        """;

    /// <summary>The apps that can come back for tokens now.</summary>
    public async Task<IReadOnlyList<AppGrant>> ListAsync(Guid subject, CancellationToken ct)
    {
        await using var command = database.CreateCommand(List);
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<AppGrant>();
        while (await rows.ReadAsync(ct))
        {
            grants.Add(
                new AppGrant(rows.GetString(0), rows.GetFieldValue<string[]>(1), rows.GetFieldValue<DateTimeOffset>(2))
            );
        }
        return grants;
    }

    /// <summary>Ends everything that one app holds of a person: codes, refresh families, and the access tokens of both.</summary>
    /// <returns>How many families there were to end.</returns>
    public async Task<long> EndAsync(Guid subject, string clientId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now + lifetimes.LongestAccessToken;
        await using (var codes = EndingCommand(EndCodes, subject, clientId, until))
        {
            codes.Parameters.AddWithValue(now - lifetimes.LongestAccessToken);
            codes.Parameters.AddWithValue(Guid.CreateVersion7(now));
            await codes.ExecuteNonQueryAsync(ct);
        }
        // A statement of its own: it sees the family that a code was traded for while the first one waited for it.
        await using var families = EndingCommand(EndFamilies, subject, clientId, until);
        families.Parameters.AddWithValue(now);
        return (long)(await families.ExecuteScalarAsync(ct))!;
    }

    private NpgsqlCommand EndingCommand(string sql, Guid subject, string clientId, DateTimeOffset until)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(until);
        return command;
    }
}
