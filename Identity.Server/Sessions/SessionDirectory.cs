using System.Net;
using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Sessions;

/// <summary>A session as those who run the server see it.</summary>
/// <param name="SignedInAt">When the person last showed who they are.</param>
/// <param name="Address">Where they did; null where it is not known.</param>
/// <param name="Clients">The clients that it has signed them in to.</param>
internal sealed record KnownSession(
    Guid Id,
    Guid UserId,
    string Device,
    IPAddress? Address,
    DateTimeOffset SignedInAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<string> Clients
);

/// <summary>Which sessions somebody wants to see, the latest begun first.</summary>
/// <param name="Take">How many at most.</param>
internal sealed record SessionQuery(int Take)
{
    /// <summary>Whose; null for everybody's.</summary>
    public Guid[]? Users { get; init; }

    /// <summary>Only those that have signed a person in to it.</summary>
    public string? Client { get; init; }

    /// <summary>The last one of the page before.</summary>
    public Guid? After { get; init; }
}

/// <summary>Finds and lists the sessions of everybody, for those who run the server.</summary>
internal sealed class SessionDirectory(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns = """
        s.id, s.user_id, s.device, s.address, s.auth_time, s.last_seen_at, s.expires_at,
        ARRAY(SELECT c.client_id FROM session_clients c WHERE c.session_id = s.id ORDER BY c.client_id)
        """;

    private const string One = $"""
        SELECT {Columns} FROM sessions s JOIN users u ON u.id = s.user_id AND u.epoch = s.epoch AND u.suspended_at IS NULL
         WHERE s.id = $1 AND s.idle_until > $2 AND s.expires_at > $2
        """;

    private static readonly string Count = $"""
        SELECT count(*) FROM (SELECT FROM sessions WHERE idle_until > $1 AND expires_at > $1 LIMIT {CappedCount.Limit}) AS counted
        """;

    // Identifiers are in the order of time.
    private static readonly Keyset Latest = new("s.id", "s.id", IsDescending: true);

    public async Task<KnownSession?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    public Task<Listed<KnownSession>> ListAsync(SessionQuery query, CancellationToken ct)
    {
        // One that a new password or a suspension has ended is cleared up behind that, and need not be looked for here.
        var list = new ListStatement(Columns, "sessions s", Latest);
        list.Where(now => $"s.idle_until > {now} AND s.expires_at > {now}", clock.GetUtcNow());
        if (query.Users is { } users)
            list.Where(name => $"s.user_id = ANY({name})", users);
        if (query.Client is { } client)
            list.Where(name => $"s.id IN (SELECT session_id FROM session_clients WHERE client_id = {name})", client);
        if (query.After is { } after)
            list.After(after, after);
        return list.ReadAsync(database, query.Take, Read, ct);
    }

    /// <summary>How many browsers are signed in.</summary>
    public async Task<CappedCount> CountAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Count);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return new CappedCount((long)(await command.ExecuteScalarAsync(ct))!);
    }

    private static KnownSession Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<IPAddress>(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<string[]>(7)
        );
}
