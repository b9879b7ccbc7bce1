using Identity.Server.Clients;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Tokens;

/// <summary>A live refresh token as its own client may see it described.</summary>
internal sealed record RefreshTokenState(
    Guid Subject,
    string[] Scopes,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>Ends refresh families, and describes them.</summary>
/// <remarks>RFC 7009 §2.1: the access tokens of a grant end with it, at once and on every node.</remarks>
internal sealed class RefreshFamilies(NpgsqlDataSource database, TokenLifetimes lifetimes, TimeProvider clock)
{
    private const string End = """
        ended AS (
          INSERT INTO deny_list (id, issued_before, expires_at)
          SELECT id, $2, $2 FROM revoked ON CONFLICT DO NOTHING)
        SELECT count(*) FROM revoked
        """;

    // Whoever asks again, because the first answer did not come, is answered when that is as safe as the first would have been:
    // the lock alone has this commit wait for whatever the first has to wait for.
    private const string RevokeOne =
        "WITH asked AS (SELECT id FROM refresh_families WHERE lookup = $3 AND client_id = $4"
        + " AND (current_hash = $5 OR previous_hash = $5) FOR UPDATE), revoked AS ("
        + "UPDATE refresh_families f SET revoked_at = $1 FROM asked WHERE f.id = asked.id AND f.revoked_at IS NULL RETURNING f.id), "
        + End;

    private const string RevokeGrant =
        "WITH revoked AS (UPDATE refresh_families SET revoked_at = $1 WHERE id = $3 AND client_id = $4 AND subject = $5 AND revoked_at IS NULL RETURNING id), "
        + End;

    private const string RevokeAny =
        "WITH revoked AS (UPDATE refresh_families SET revoked_at = $1 WHERE id = $3 AND revoked_at IS NULL RETURNING id), "
        + End;

    private const string RevokeAll =
        "WITH revoked AS (UPDATE refresh_families SET revoked_at = $1 WHERE subject = $3 AND revoked_at IS NULL RETURNING id), "
        + End;

    private const string Describe = """
        SELECT f.subject, f.scopes, f.rotated_at, LEAST(f.idle_until, f.expires_at)
          FROM refresh_families f JOIN users u ON u.id = f.subject
         WHERE f.lookup = $1 AND f.current_hash = $2 AND f.client_id = $3
           AND f.revoked_at IS NULL AND f.expires_at > $4 AND f.idle_until > $4 AND u.suspended_at IS NULL AND u.epoch = f.epoch
        """;

    private const string Purge = """
        DELETE FROM refresh_families WHERE id IN (SELECT id FROM refresh_families WHERE purge_on < $1 LIMIT $2)
        """;

    /// <returns>Whether there was a live family to end.</returns>
    public async Task<bool> RevokeAsync(RefreshHandle handle, Client client, CancellationToken ct)
    {
        await using var command = RevokingCommand(RevokeOne);
        command.Parameters.AddWithValue(handle.Lookup);
        command.Parameters.AddWithValue(client.ClientId);
        command.Parameters.AddWithValue(handle.Hash);
        return await command.ExecuteScalarAsync(ct) is > 0L;
    }

    /// <summary>Ends the family of one sign-in, where it is the client's and the person's.</summary>
    /// <returns>Whether there was a live family to end.</returns>
    public async Task<bool> RevokeAsync(Guid grantId, Client client, Guid subject, CancellationToken ct)
    {
        await using var command = RevokingCommand(RevokeGrant);
        command.Parameters.AddWithValue(grantId);
        command.Parameters.AddWithValue(client.ClientId);
        command.Parameters.AddWithValue(subject);
        return await command.ExecuteScalarAsync(ct) is > 0L;
    }

    /// <summary>Ends a family, whosever it is.</summary>
    /// <returns>Whether there was a live family to end.</returns>
    public async Task<bool> RevokeAsync(Guid grantId, CancellationToken ct)
    {
        await using var command = RevokingCommand(RevokeAny);
        command.Parameters.AddWithValue(grantId);
        return await command.ExecuteScalarAsync(ct) is > 0L;
    }

    /// <summary>Ends every family of one person.</summary>
    public async Task<long> RevokeAllAsync(Guid subject, CancellationToken ct)
    {
        await using var command = RevokingCommand(RevokeAll);
        command.Parameters.AddWithValue(subject);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <returns>What a refresh token that is good now stands for, or null.</returns>
    public async Task<RefreshTokenState?> DescribeAsync(RefreshHandle handle, Client client, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Describe);
        command.Parameters.AddWithValue(handle.Lookup);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(client.ClientId);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new RefreshTokenState(
                row.GetGuid(0),
                row.GetFieldValue<string[]>(1),
                row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3)
            )
            : null;
    }

    /// <summary>Deletes families that have been over for a day.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        BatchedDelete.RunAsync(database, Purge, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct);

    private NpgsqlCommand RevokingCommand(string sql)
    {
        var now = clock.GetUtcNow();
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + lifetimes.LongestAccessToken);
        return command;
    }
}
