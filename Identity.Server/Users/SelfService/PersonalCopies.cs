using System.Text.Json;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Users.SelfService;

/// <summary>Everything that an account holds about its owner, for themselves.</summary>
/// <remarks>Not the password's hash: it is no information about the person, and would only serve a thief.</remarks>
internal sealed record PersonalCopy(
    Guid Id,
    long Number,
    string Email,
    DateTimeOffset? EmailVerifiedAt,
    string? Name,
    string? TimeZone,
    string? Locale,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastSignInAt,
    JsonElement? Details,
    int KnownDevices
);

/// <summary>Reads it.</summary>
internal sealed class PersonalCopies(NpgsqlDataSource database)
{
    private const string Copy = """
        SELECT id, number, email, email_verified_at, name, time_zone, locale, created_at, updated_at, last_signin_at,
               details,
               (SELECT count(*)::int FROM known_devices d WHERE d.user_id = u.id)
          FROM users u WHERE id = $1
        """;

    public async Task<PersonalCopy?> ReadAsync(Guid userId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Copy);
        command.Parameters.AddWithValue(userId);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        return new PersonalCopy(
            row.GetGuid(0),
            row.GetInt64(1),
            row.GetString(2),
            row.TimeOrNull(3),
            row.TextOrNull(4),
            row.TextOrNull(5),
            row.TextOrNull(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.TimeOrNull(9),
            row.TextOrNull(10) is { } details ? JsonElement.Parse(details) : null,
            row.GetInt32(11)
        );
    }
}
