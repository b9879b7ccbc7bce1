using Identity.Server.Audit;
using Identity.Server.Users;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Sessions;

/// <summary>The browsers that are signed in: begun, found with each request, given a new handle.</summary>
/// <remarks>
/// A session is alive while its row is there, is of the account's present epoch and within both of its lifetimes, and
/// the account is not suspended. That is decided in the statement that reads it, so nothing need hear of an end.
/// </remarks>
internal sealed class BrowserSessions(
    NpgsqlDataSource database,
    IOptions<BrowserSessionOptions> options,
    TimeProvider clock
)
{
    // Of an account that ended meanwhile there is no row, and the handle leads nowhere.
    private const string Insert = """
        INSERT INTO sessions (id, hash, user_id, epoch, auth_time, amr, device, created_at, last_seen_at, idle_until, expires_at,
                              address)
        SELECT $1, $2, id, $4, $5, $6, $7, $5, $5, $8, $9, $10 FROM users WHERE id = $3
        """;

    private const string Session =
        "s.id AS session_id, s.user_id, s.auth_time, s.amr, s.device, s.created_at AS started_at, s.expires_at AS ends_at";

    private const string Columns = $"{People.Columns}, session_id, auth_time, amr, device, started_at, ends_at";

    /// <summary>Which rows of sessions s and users u are of a session that is alive: $1 its hash, $2 now.</summary>
    internal const string IsAlive = $"s.hash = $1 AND {IsNotOver}";

    // Of whichever session: $2 now.
    private const string IsNotOver = """
        s.idle_until > $2 AND s.expires_at > $2
               AND u.id = s.user_id AND u.epoch = s.epoch AND u.suspended_at IS NULL
        """;

    private const string LookAtLatest = $"""
        WITH alive AS (
          SELECT {Session} FROM sessions s, users u WHERE s.user_id = $1 AND {IsNotOver}
           ORDER BY s.last_seen_at DESC LIMIT 1)
        SELECT {Columns} FROM alive JOIN users ON users.id = alive.user_id
        """;

    private const string LookAtOne = $"""
        WITH alive AS (SELECT {Session} FROM sessions s, users u WHERE s.id = $1 AND {IsNotOver})
        SELECT {Columns} FROM alive JOIN users ON users.id = alive.user_id
        """;

    // Most requests write nothing: it is seen once a minute. Of parallel requests, the first to have the row's lock writes.
    private const string Find = $"""
        WITH alive AS (
          SELECT {Session} FROM sessions s, users u WHERE {IsAlive}),
        seen AS (
          UPDATE sessions s SET last_seen_at = $2, idle_until = $3
            FROM alive WHERE s.id = alive.session_id AND s.hash = $1 AND s.last_seen_at <= $4)
        SELECT {Columns} FROM alive JOIN users ON users.id = alive.user_id
        """;

    // The old handle dies and the new one lives at once: of two parallel renewals one finds nothing.
    private const string Renew = $"""
        WITH renewed AS (
          UPDATE sessions s
             SET hash = $3, last_seen_at = $2, idle_until = $4, auth_time = COALESCE($5, s.auth_time),
                 amr = COALESCE($6, s.amr), expires_at = COALESCE($7, s.expires_at), address = COALESCE($8, s.address)
            FROM users u WHERE {IsAlive}
          RETURNING {Session})
        SELECT {Columns} FROM renewed JOIN users ON users.id = renewed.user_id
        """;

    private const string List = """
        SELECT s.id, s.device, s.created_at, s.last_seen_at, s.expires_at
          FROM sessions s JOIN users u ON u.id = s.user_id AND u.epoch = s.epoch
         WHERE s.user_id = $1 AND s.idle_until > $2 AND s.expires_at > $2
         ORDER BY s.last_seen_at DESC, s.id
        """;

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>Begins a session for a person who has shown who they are, always with a handle of its own.</summary>
    /// <param name="person">Who has signed in, with the epoch of that moment: what ends everything meanwhile ends this too.</param>
    /// <param name="device">As <see cref="DeviceDescription"/> has it.</param>
    /// <param name="amr">How they showed it, as RFC 8176 §2 names it.</param>
    public async Task<StartedSession> StartAsync(
        Person person,
        string device,
        IReadOnlyList<string> amr,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var handle = SessionHandle.Create();
        var expiresAt = now + options.Value.AbsoluteLifetime;
        var session = new Session(Guid.CreateVersion7(now), person, now, amr, device, now, expiresAt);
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(session.Id);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(person.Id);
        command.Parameters.AddWithValue(person.Epoch);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(amr.ToArray());
        command.Parameters.AddWithValue(device);
        command.Parameters.AddWithValue(now + options.Value.IdleLifetime);
        command.Parameters.AddWithValue(expiresAt);
        command.Parameters.AddWithValue(NpgsqlDbType.Inet, (object?)AuditOrigin.Current.Address ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(ct);
        return new StartedSession(handle, session);
    }

    /// <param name="handle">What the cookie holds, whatever that is.</param>
    /// <returns>The session, or null where there is none that is alive.</returns>
    public async Task<Session?> FindAsync(string handle, CancellationToken ct)
    {
        if (SessionHandle.Read(handle) is not { } read)
            return null;
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(read.Hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + options.Value.IdleLifetime);
        command.Parameters.AddWithValue(now - SeenEvery);
        return await ReadAsync(command, ct);
    }

    /// <summary>Looks at the session that a person used last, without its being used by that.</summary>
    /// <returns>Null where none of theirs is alive.</returns>
    public Task<Session?> LookAtLatestAsync(Guid userId, CancellationToken ct) => LookAsync(LookAtLatest, userId, ct);

    /// <inheritdoc cref="LookAtLatestAsync"/>
    /// <summary>Looks at a session by its id, likewise.</summary>
    public Task<Session?> LookAtAsync(Guid sessionId, CancellationToken ct) => LookAsync(LookAtOne, sessionId, ct);

    private async Task<Session?> LookAsync(string statement, Guid key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return await ReadAsync(command, ct);
    }

    /// <summary>Gives a session another handle, which every change of what it may do calls for.</summary>
    /// <param name="handle">The one it has, which is worth nothing afterwards.</param>
    /// <param name="shown">How the person has just shown who they are; null where they have not been asked.</param>
    /// <returns>Null where there was no session alive, or a parallel request was first.</returns>
    public async Task<StartedSession?> RenewAsync(string handle, IReadOnlyList<string>? shown, CancellationToken ct)
    {
        if (SessionHandle.Read(handle) is not { } old)
            return null;
        var now = clock.GetUtcNow();
        var fresh = SessionHandle.Create();
        await using var command = database.CreateCommand(Renew);
        command.Parameters.AddWithValue(old.Hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(fresh.Hash);
        command.Parameters.AddWithValue(now + options.Value.IdleLifetime);
        AddShown(command, shown, NpgsqlDbType.TimestampTz, now);
        AddShown(command, shown, NpgsqlDbType.Array | NpgsqlDbType.Text, shown?.ToArray());
        AddShown(command, shown, NpgsqlDbType.TimestampTz, now + options.Value.AbsoluteLifetime);
        AddShown(command, shown, NpgsqlDbType.Inet, AuditOrigin.Current.Address);
        return await ReadAsync(command, ct) is { } session ? new StartedSession(fresh, session) : null;
    }

    /// <summary>The browsers in which a person is signed in, the latest used first.</summary>
    public async Task<IReadOnlyList<ListedSession>> ListAsync(Guid userId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(List);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var rows = await command.ExecuteReaderAsync(ct);
        var sessions = new List<ListedSession>();
        while (await rows.ReadAsync(ct))
        {
            sessions.Add(
                new ListedSession(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetFieldValue<DateTimeOffset>(2),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    rows.GetFieldValue<DateTimeOffset>(4)
                )
            );
        }
        return sessions;
    }

    private static void AddShown(
        NpgsqlCommand command,
        IReadOnlyList<string>? shown,
        NpgsqlDbType type,
        object? value
    ) => command.Parameters.AddWithValue(type, shown is null || value is null ? DBNull.Value : value);

    private static async Task<Session?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        return new Session(
            row.GetGuid(People.ColumnCount),
            People.Read(row),
            row.GetFieldValue<DateTimeOffset>(People.ColumnCount + 1),
            row.GetFieldValue<string[]>(People.ColumnCount + 2),
            row.GetString(People.ColumnCount + 3),
            row.GetFieldValue<DateTimeOffset>(People.ColumnCount + 4),
            row.GetFieldValue<DateTimeOffset>(People.ColumnCount + 5)
        );
    }
}
