using System.Globalization;
using Identity.Server.Database;
using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Users;

/// <summary>Finds and lists accounts for those who manage them.</summary>
internal sealed class AccountDirectory(NpgsqlDataSource database)
{
    private const string Columns = """
        u.id, u.number, u.email, u.email_verified_at, u.name, u.time_zone, u.locale, u.details, u.suspended_at,
        u.suspension_message, u.password_hash IS NOT NULL, u.password_change_required, u.invited_at, u.last_signin_at,
        u.created_at, u.updated_at, u.concurrency_stamp
        """;

    private const string FindOne = $"SELECT {Columns} FROM users u WHERE u.id = $1";

    public async Task<Account?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(FindOne);
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    public Task<Listed<Account>> ListAsync(AccountQuery query, CancellationToken ct)
    {
        var list = new ListStatement(Columns, "users u", KeysetOf(query));
        if (query.Search is { } search)
            Search(list, search);
        if (query.Status is { } status)
            list.Where(ConditionOf(status));
        if (query.Role is { } role)
            list.Where(name => $"u.id IN (SELECT user_id FROM role_members WHERE role = {name})", role);
        if (query.After is { } after)
            list.After((object?)after.Text ?? after.Time, after.Id);
        return list.ReadAsync(database, query.Take, Read, ct);
    }

    private static Keyset KeysetOf(AccountQuery query) =>
        query.Order switch
        {
            AccountOrder.Email => new("u.canonical_email", "u.id", query.IsDescending),
            AccountOrder.Name => new("u.name", "u.id", query.IsDescending, IsNullable: true),
            AccountOrder.LastSignInAt => new("u.last_signin_at", "u.id", query.IsDescending, IsNullable: true),
            _ => new("u.created_at", "u.id", query.IsDescending),
        };

    private static void Search(ListStatement list, string search)
    {
        if (Guid.TryParse(search, out var id))
            list.Where(name => $"u.id = {name}", id);
        else if (long.TryParse(search, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            list.Where(name => $"u.number = {name}", number);
        else
            list.Where(name => $"(u.email ILIKE {name} OR u.name ILIKE {name})", LikePattern.Containing(search));
    }

    private static string ConditionOf(AccountStatus status) =>
        status switch
        {
            AccountStatus.Suspended => "u.suspended_at IS NOT NULL",
            AccountStatus.Invited => "u.suspended_at IS NULL AND u.invited_at IS NOT NULL AND u.password_hash IS NULL",
            AccountStatus.Unverified =>
                "u.suspended_at IS NULL AND (u.invited_at IS NULL OR u.password_hash IS NOT NULL) AND u.email_verified_at IS NULL",
            _ =>
                "u.suspended_at IS NULL AND (u.invited_at IS NULL OR u.password_hash IS NOT NULL) AND u.email_verified_at IS NOT NULL",
        };

    private static Account Read(NpgsqlDataReader row) =>
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
}
