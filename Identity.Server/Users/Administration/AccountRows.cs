using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Users.Administration;

/// <summary>Reads accounts as those see them who manage accounts.</summary>
internal static class AccountRows
{
    /// <summary>The columns of `users u` that <see cref="Read"/> takes, in its order.</summary>
    public const string Columns = """
        u.id, u.number, u.email, u.email_verified_at, u.name, u.time_zone, u.locale, u.details, u.suspended_at,
        u.suspension_message, u.password_hash IS NOT NULL, u.password_change_required, u.invited_at, u.last_signin_at,
        u.created_at, u.updated_at, u.concurrency_stamp
        """;

    private const string Find = $"SELECT {Columns} FROM users u WHERE u.id = $1";

    private const string Hold = $"{Find} FOR UPDATE";

    /// <summary>Reads an account within the transaction that the connection is in.</summary>
    public static Task<Account?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        FindAsync(connection, Find, id, ct);

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static Task<Account?> HoldAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        FindAsync(connection, Hold, id, ct);

    public static Account Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Number = row.GetInt64(1),
            Email = row.GetString(2),
            EmailVerifiedAt = row.TimeOrNull(3),
            Name = row.TextOrNull(4),
            TimeZone = row.TextOrNull(5),
            Locale = row.TextOrNull(6),
            Details = row.TextOrNull(7),
            SuspendedAt = row.TimeOrNull(8),
            SuspensionMessage = row.TextOrNull(9),
            HasPassword = row.GetBoolean(10),
            PasswordChangeRequired = row.GetBoolean(11),
            InvitedAt = row.TimeOrNull(12),
            LastSignInAt = row.TimeOrNull(13),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(14),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(15),
            Version = row.TextOrNull(16) ?? "",
        };

    private static async Task<Account?> FindAsync(
        NpgsqlConnection connection,
        string statement,
        Guid id,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }
}
