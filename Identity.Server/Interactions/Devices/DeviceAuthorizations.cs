using Identity.Server.Database;
using Identity.Server.Resources;
using Identity.Server.Users;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Identity.Server.Interactions.Devices;

/// <summary>The devices that wait for a person, from the devices' side: begun, asked about, and fetched once.</summary>
/// <remarks>RFC 8628.</remarks>
internal sealed class DeviceAuthorizations(
    NpgsqlDataSource database,
    IOptions<InteractionOptions> options,
    TimeProvider clock
)
{
    /// <summary>In seconds.</summary>
    /// <remarks>RFC 8628 §3.5: what is usual, and what each time that is too soon adds.</remarks>
    public const int FirstInterval = 5;

    private const int Draws = 8;

    // A code that is shown on another device already is not given out again.
    private const string Insert = """
        INSERT INTO device_authorizations (id, hash, user_code, client_id, scopes, resources, place, created_at, expires_at, interval)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (user_code) DO NOTHING
        """;

    // The row's lock makes parallel questions wait for each other, so that each is measured against the one before. A second
    // is forgiven: who waits for as long as they were told may still be a little early by the time it takes to get here.
    private const string Poll = """
        WITH asked AS (
          SELECT id, polled_at > $3 - make_interval(secs => interval - 1) AS is_too_soon
            FROM device_authorizations WHERE hash = $1 AND client_id = $2 FOR UPDATE)
        UPDATE device_authorizations d
           SET polled_at = $3, interval = d.interval + CASE WHEN asked.is_too_soon THEN $4 ELSE 0 END
          FROM asked WHERE d.id = asked.id
        RETURNING asked.is_too_soon, d.redeemed_at, d.refused_at, d.expires_at, d.approved_at, d.scopes, d.resources
        """;

    // Of any number of parallel ones, one finds it unredeemed. What was allowed in a browser ends with the browser's session,
    // unless it was allowed for as long as the person is away.
    private const string Redeem = $"""
        WITH redeemed AS (
          UPDATE device_authorizations d SET redeemed_at = $3
            FROM users u
           WHERE d.hash = $1 AND d.client_id = $2 AND d.approved_at IS NOT NULL AND d.redeemed_at IS NULL AND d.expires_at > $3
             AND u.id = d.user_id AND u.epoch = d.epoch AND u.suspended_at IS NULL
             AND ('{StandardScopes.OfflineAccess}' = ANY (d.scopes) OR EXISTS (SELECT FROM sessions s WHERE s.id = d.session_id))
          RETURNING d.id AS device_id, d.user_id, d.scopes, d.auth_time, d.amr, d.session_id)
        SELECT {People.Columns}, device_id, scopes, auth_time, amr, session_id
          FROM redeemed JOIN users ON users.id = redeemed.user_id
        """;

    // A device that comes late is still told that it is too late.
    private const string Purge = """
        DELETE FROM device_authorizations
         WHERE id IN (SELECT id FROM device_authorizations WHERE expires_at < $1 LIMIT $2)
        """;

    private static readonly TimeSpan KeptPastEnd = TimeSpan.FromHours(1);

    /// <summary>Begins to wait for a person.</summary>
    public async Task<BegunDevice> BeginAsync(DeviceWish wish, CancellationToken ct)
    {
        var code = DeviceCode.Create();
        var lifetime = options.Value.DeviceCodeLifetime;
        for (var draw = 0; draw < Draws; draw++)
        {
            var userCode = UserCode.Create();
            if (await InsertAsync(wish, code, userCode, lifetime, ct))
                return new BegunDevice(code, userCode, lifetime, FirstInterval);
        }
        throw new InvalidOperationException("No user code is free: far more devices wait than ever should.");
    }

    /// <summary>Answers a device that asks, and notes that it has.</summary>
    public async Task<DevicePoll> AskAsync(DeviceCode code, string clientId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Poll);
        command.Parameters.AddWithValue(code.Hash);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(FirstInterval);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return new DevicePoll.Unknown("no such device code, or another client's");
        if (!row.IsDBNull(1))
            return new DevicePoll.Unknown("the device code was used before");
        if (!row.IsDBNull(2))
            return new DevicePoll.Denied();
        if (row.GetFieldValue<DateTimeOffset>(3) <= now)
            return new DevicePoll.Expired();
        if (!row.IsDBNull(4))
        {
            return new DevicePoll.Approved(ScopeSet.Of(row.GetFieldValue<string[]>(5)), row.GetFieldValue<string[]>(6));
        }
        return !row.IsDBNull(0) && row.GetBoolean(0) ? new DevicePoll.TooSoon() : new DevicePoll.Waiting();
    }

    /// <summary>Fetches what the person allowed.</summary>
    /// <returns>Null where it has been fetched, or the account or session that allowed it is over.</returns>
    public async Task<RedeemedDevice?> RedeemAsync(DeviceCode code, string clientId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Redeem);
        command.Parameters.AddWithValue(code.Hash);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var scopes = ScopeSet.Of(row.GetFieldValue<string[]>(People.ColumnCount + 1));
        return new RedeemedDevice(
            row.GetGuid(People.ColumnCount),
            People.Read(row),
            scopes,
            row.GetFieldValue<DateTimeOffset>(People.ColumnCount + 2),
            row.GetFieldValue<string[]>(People.ColumnCount + 3),
            scopes.Contains(StandardScopes.OfflineAccess) ? null : row.GetGuid(People.ColumnCount + 4)
        );
    }

    /// <summary>Deletes those whose time is over.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow() - KeptPastEnd, ct);

    private async Task<bool> InsertAsync(
        DeviceWish wish,
        DeviceCode code,
        UserCode userCode,
        TimeSpan lifetime,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(Guid.CreateVersion7(now));
        command.Parameters.AddWithValue(code.Hash);
        command.Parameters.AddWithValue(userCode.Plain);
        command.Parameters.AddWithValue(wish.ClientId);
        command.Parameters.AddWithValue(wish.Scopes);
        command.Parameters.AddWithValue(wish.Resources);
        command.Parameters.AddWithValue(wish.Place);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + lifetime);
        command.Parameters.AddWithValue(FirstInterval);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }
}
