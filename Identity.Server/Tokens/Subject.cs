using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Tokens;

/// <summary>What tokens may say about the person they are for.</summary>
internal sealed record Subject(Guid Id, string Email, bool EmailVerified, string? Name, string? TimeZone)
{
    /// <summary>The columns of `users u` that <see cref="Read"/> takes, under the names that it takes them by.</summary>
    public const string Columns = """
        u.id AS user_id, u.email, u.email_verified_at IS NOT NULL AS verified, u.name, u.time_zone,
        u.locale, u.updated_at AS changed_at, u.details
        """;

    /// <summary>The same columns where a statement passes them on.</summary>
    public const string Names = "user_id, email, verified, name, time_zone, locale, changed_at, details";

    public const int ColumnCount = 8;

    /// <summary>A language tag.</summary>
    public string? Locale { get; init; }

    /// <summary>When the account last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What they added about themselves: a JSON object whose members are claims by their own names.</summary>
    public string? Details { get; init; }

    /// <param name="at">Where the first of the columns stands.</param>
    public static Subject Read(NpgsqlDataReader row, int at) =>
        new(
            row.GetGuid(at),
            row.GetString(at + 1),
            row.GetBoolean(at + 2),
            row.TextOrNull(at + 3),
            row.TextOrNull(at + 4)
        )
        {
            Locale = row.TextOrNull(at + 5),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(at + 6),
            Details = row.TextOrNull(at + 7),
        };
}
