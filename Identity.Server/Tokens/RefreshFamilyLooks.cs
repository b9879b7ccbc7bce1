using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Tokens;

/// <summary>Where a refresh token stands among those of its family.</summary>
internal enum FamilyPlace
{
    /// <summary>None was asked about: the family is known by its id.</summary>
    Unasked,

    /// <summary>The one that is good now.</summary>
    Current,

    /// <summary>The one before, whose repeat may be forgiven.</summary>
    Previous,

    /// <summary>An older one: whoever shows it has it from somewhere else, or has kept it for too long.</summary>
    Older,
}

/// <summary>A refresh family as it is, be it over.</summary>
internal sealed record FamilyState
{
    public required Guid Id { get; init; }
    public required string ClientId { get; init; }
    public required Guid Subject { get; init; }
    public required string[] Scopes { get; init; }
    public required string? Audience { get; init; }
    public required Guid? SessionId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset RotatedAt { get; init; }
    public required DateTimeOffset IdleUntil { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether all that the person held was ended since.</summary>
    public required bool IsOfEarlierEpoch { get; init; }
    public required FamilyPlace Place { get; init; }
}

/// <summary>Looks at refresh families without touching them.</summary>
internal sealed class RefreshFamilyLooks(NpgsqlDataSource database)
{
    private const string Look = """
        SELECT f.id, f.client_id, f.subject, f.scopes, f.audience, f.session_id, f.created_at, f.rotated_at, f.idle_until,
               f.expires_at, f.revoked_at, f.epoch <> u.epoch, f.current_hash = $2, COALESCE(f.previous_hash = $2, FALSE)
          FROM refresh_families f JOIN users u ON u.id = f.subject
        """;

    private const string OfToken = $"{Look} WHERE f.lookup = $1";

    private const string OfGrant = $"{Look} WHERE f.id = $1";

    /// <returns>The family of a token; null where there is none, or it was over for so long that it is forgotten.</returns>
    public Task<FamilyState?> FindAsync(RefreshHandle token, CancellationToken ct) =>
        FindAsync(OfToken, token.Lookup, token.Hash, ct);

    /// <returns>The family that access tokens name; null likewise, and where a code was all that there was.</returns>
    public Task<FamilyState?> FindAsync(Guid grantId, CancellationToken ct) => FindAsync(OfGrant, grantId, [], ct);

    private async Task<FamilyState?> FindAsync(string statement, Guid key, byte[] hash, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(hash);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row, isAsked: hash.Length > 0) : null;
    }

    private static FamilyState Read(NpgsqlDataReader row, bool isAsked) =>
        new()
        {
            Id = row.GetGuid(0),
            ClientId = row.GetString(1),
            Subject = row.GetGuid(2),
            Scopes = row.GetFieldValue<string[]>(3),
            Audience = row.TextOrNull(4),
            SessionId = row.IsDBNull(5) ? null : row.GetGuid(5),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(6),
            RotatedAt = row.GetFieldValue<DateTimeOffset>(7),
            IdleUntil = row.GetFieldValue<DateTimeOffset>(8),
            ExpiresAt = row.GetFieldValue<DateTimeOffset>(9),
            RevokedAt = row.TimeOrNull(10),
            IsOfEarlierEpoch = row.GetBoolean(11),
            Place =
                !isAsked ? FamilyPlace.Unasked
                : row.GetBoolean(12) ? FamilyPlace.Current
                : row.GetBoolean(13) ? FamilyPlace.Previous
                : FamilyPlace.Older,
        };
}
