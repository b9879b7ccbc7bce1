using Identity.Server.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.SelfService;

/// <summary>What came of somebody changing what their account says about them.</summary>
internal enum ProfileChange
{
    Saved,
    InvalidName,
    InvalidTimeZone,
    InvalidLocale,
}

/// <summary>Lets a person change their name, time zone and language.</summary>
internal sealed class ProfileChanges(NpgsqlDataSource database, AuditTrail audit, TimeProvider clock)
{
    private const string Save = """
        UPDATE users
           SET name = $2, time_zone = $3, locale = $4, updated_at = $5, concurrency_stamp = gen_random_uuid()::text
         WHERE id = $1
        """;

    /// <param name="timeZone">An IANA name, or null for none.</param>
    /// <param name="locale">A language tag (RFC 5646 §2.1), or null for none.</param>
    public async Task<ProfileChange> SaveAsync(
        Guid userId,
        string? name,
        string? timeZone,
        string? locale,
        CancellationToken ct
    )
    {
        if (!PersonName.IsAcceptable(name))
            return ProfileChange.InvalidName;
        if (timeZone is not null && !TimeZones.IsKnown(timeZone))
            return ProfileChange.InvalidTimeZone;
        if (locale is not null && !Locales.IsTag(locale))
            return ProfileChange.InvalidLocale;

        await using var command = database.CreateCommand(Save);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)name ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)timeZone ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)locale ?? DBNull.Value);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        audit.Record(new AuditEvent(AuditKind.ProfileChange, AuditParty.User(userId)));
        return ProfileChange.Saved;
    }
}
