using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Interactions;

/// <summary>A request as it is stored, be it over, for those who only look.</summary>
internal sealed record StoredRequest
{
    public required AuthorizationRequest Request { get; init; }

    /// <summary>What its person has done about it; null where no browser has come with it.</summary>
    public required Progress? Progress { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when a browser must come with one that was pushed; null for one that was not.</summary>
    public required DateTimeOffset? PushedUntil { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Whether a browser has come with it, which alone can go on.</summary>
    public required bool IsTaken { get; init; }

    /// <summary>Whether a browser that comes with one that was pushed would be let on with it.</summary>
    public required bool IsClaimable { get; init; }

    public static StoredRequest Read(NpgsqlDataReader row) =>
        new()
        {
            Request = AuthorizationRequestJson.Read(row.GetString(0)),
            Progress = row.TimeOrNull(1) is { } visited
                ? new Progress(visited, row.TimeOrNull(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.TimeOrNull(4))
                : null,
            CreatedAt = row.GetFieldValue<DateTimeOffset>(5),
            PushedUntil = row.TimeOrNull(6),
            ExpiresAt = row.GetFieldValue<DateTimeOffset>(7),
            AnsweredAt = row.TimeOrNull(8),
            IsTaken = row.GetBoolean(9),
            IsClaimable = row.GetBoolean(10),
        };
}
