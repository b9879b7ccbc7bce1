using Identity.Server.Clients;
using Identity.Server.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Tokens;

/// <summary>What a refresh family begins with.</summary>
/// <param name="Epoch">The account's, as it was when the person agreed: a new password meanwhile ends what begins here.</param>
/// <param name="AuthTime">When the person had shown who they are.</param>
/// <param name="Context">What tokens say of the sign-in; with a session, the family ends with that.</param>
internal sealed record RefreshBeginning(
    Client Client,
    Guid Subject,
    int Epoch,
    ScopeSet Scopes,
    Api? Api,
    DateTimeOffset AuthTime,
    SignInContext Context
);

/// <summary>Begins refresh families for what a person agreed to in a browser, where that was not at the token endpoint.</summary>
internal sealed class RefreshBeginnings(NpgsqlDataSource database, TokenLifetimes lifetimes, TimeProvider clock)
{
    // Of a session that has just ended nothing begins, and nothing of one that goes on outlives it.
    private const string Plant = """
        INSERT INTO refresh_families (id, lookup, current_hash, client_id, subject, scopes, auth_time, created_at, rotated_at,
                                      idle_until, expires_at, purge_on, audience, epoch, session_id, context)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, LEAST($9, ends.at), ends.at, (LEAST($9, ends.at) AT TIME ZONE 'UTC')::date + 1,
               $11, $12, $13, $14
          FROM (SELECT $10 AS at WHERE $13 IS NULL
                UNION ALL SELECT LEAST($10, s.expires_at) FROM sessions s WHERE s.id = $13) ends
        """;

    /// <returns>Null where the session has ended.</returns>
    public async Task<RefreshFamily?> StartAsync(RefreshBeginning beginning, CancellationToken ct)
    {
        var handle = RefreshHandle.Create();
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var command = database.CreateCommand(Plant);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(handle.Lookup);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(beginning.Client.ClientId);
        command.Parameters.AddWithValue(beginning.Subject);
        command.Parameters.AddWithValue(beginning.Scopes.Names);
        command.Parameters.AddWithValue(beginning.AuthTime);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + lifetimes.RefreshTokenIdle(beginning.Client));
        command.Parameters.AddWithValue(now + lifetimes.RefreshToken(beginning.Client));
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)beginning.Api?.Audience ?? DBNull.Value);
        command.Parameters.AddWithValue(beginning.Epoch);
        command.Parameters.AddWithValue(NpgsqlDbType.Uuid, (object?)beginning.Context.SessionId ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, SignInContextJson.Write(beginning.Context));
        return await command.ExecuteNonQueryAsync(ct) > 0 ? new RefreshFamily(id, handle.Reveal()) : null;
    }
}
