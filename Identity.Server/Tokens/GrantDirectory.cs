using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Tokens;

/// <summary>A refresh family as those who run the server see it.</summary>
/// <param name="SessionId">The browser session it came of; null for none.</param>
/// <param name="LastUsedAt">When its token was last traded.</param>
/// <param name="ExpiresAt">When it ends if it is not used again.</param>
internal sealed record KnownGrant(
    Guid Id,
    Guid Subject,
    string ClientId,
    string[] Scopes,
    Guid? SessionId,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>Which refresh families somebody wants to see, the latest begun first.</summary>
/// <param name="Take">How many at most.</param>
internal sealed record GrantQuery(int Take)
{
    /// <summary>Whose; null for everybody's.</summary>
    public Guid[]? Subjects { get; init; }

    public string? Client { get; init; }

    /// <summary>The last one of the page before.</summary>
    public Guid? After { get; init; }
}

/// <summary>Finds and lists the refresh families of everybody that can still be refreshed, for those who run the server.</summary>
internal sealed class GrantDirectory(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns = """
        f.id, f.subject, f.client_id, f.scopes, f.session_id, f.created_at, f.rotated_at, LEAST(f.idle_until, f.expires_at)
        """;

    // What may not outlive its session has ended with it.
    private const string Living = """
        refresh_families f JOIN users u ON u.id = f.subject AND u.epoch = f.epoch AND u.suspended_at IS NULL
          AND f.revoked_at IS NULL
          AND (f.session_id IS NULL OR 'offline_access' = ANY(f.scopes) OR EXISTS (SELECT FROM sessions s WHERE s.id = f.session_id))
        """;

    private const string One = $"""
        SELECT {Columns} FROM {Living} WHERE f.id = $1 AND f.expires_at > $2 AND f.idle_until > $2
        """;

    private const string OneOfToken = $"""
        SELECT {Columns} FROM {Living} WHERE f.lookup = $1 AND f.expires_at > $2 AND f.idle_until > $2
        """;

    // Identifiers are in the order of time.
    private static readonly Keyset Latest = new("f.id", "f.id", IsDescending: true);

    public Task<KnownGrant?> FindAsync(Guid id, CancellationToken ct) => FindAsync(One, id, ct);

    /// <summary>The family that a refresh token belongs to, also where it has been traded for another since.</summary>
    public Task<KnownGrant?> FindAsync(RefreshHandle token, CancellationToken ct) =>
        FindAsync(OneOfToken, token.Lookup, ct);

    public Task<Listed<KnownGrant>> ListAsync(GrantQuery query, CancellationToken ct)
    {
        var list = new ListStatement(Columns, Living, Latest);
        list.Where(now => $"f.expires_at > {now} AND f.idle_until > {now}", clock.GetUtcNow());
        if (query.Subjects is { } subjects)
            list.Where(name => $"f.subject = ANY({name})", subjects);
        if (query.Client is { } client)
            list.Where(name => $"f.client_id = {name}", client);
        if (query.After is { } after)
            list.After(after, after);
        return list.ReadAsync(database, query.Take, Read, ct);
    }

    private async Task<KnownGrant?> FindAsync(string statement, Guid key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    private static KnownGrant Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetString(2),
            row.GetFieldValue<string[]>(3),
            row.IsDBNull(4) ? null : row.GetGuid(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateTimeOffset>(7)
        );
}
