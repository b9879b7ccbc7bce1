using System.Globalization;
using System.Text.RegularExpressions;
using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Users.Administration;

/// <summary>Finds and lists accounts for those who manage them.</summary>
internal sealed class AccountDirectory(NpgsqlDataSource database)
{
    private const string FindByEmail = $"SELECT {AccountRows.Columns} FROM users u WHERE u.canonical_email = $1";

    // An index finds groups of three letters. A shorter text is looked for where a word begins, for which it has them too.
    private const int ShortestPart = 3;
    private const string WordBegins = "(^|[ .,@_+'-])";

    public async Task<Account?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await AccountRows.FindAsync(connection, id, ct);
    }

    public async Task<Account?> FindAsync(string email, CancellationToken ct)
    {
        if (CanonicalEmail.Of(email) is not { } canonical)
            return null;
        await using var command = database.CreateCommand(FindByEmail);
        command.Parameters.AddWithValue(canonical);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? AccountRows.Read(row) : null;
    }

    public Task<Listed<Account>> ListAsync(AccountQuery query, CancellationToken ct)
    {
        var list = new ListStatement(AccountRows.Columns, "users u", KeysetOf(query));
        if (query.Search is { Length: > 0 } search)
            Search(list, query, search);
        if (query.Status is { } status)
            list.Where(ConditionOf(status));
        if (query.Role is { } role)
            list.Where(name => $"u.id IN (SELECT user_id FROM role_members WHERE role = {name})", role);
        if (query.After is { } after)
            list.After((object?)after.Text ?? after.Time, after.Id);
        return list.ReadAsync(database, query.Take, AccountRows.Read, ct);
    }

    private static Keyset KeysetOf(AccountQuery query) =>
        query.Order switch
        {
            AccountOrder.Email => new("u.canonical_email", "u.id", query.IsDescending),
            AccountOrder.Name => new("u.name", "u.id", query.IsDescending, IsNullable: true),
            AccountOrder.LastSignInAt => new("u.last_signin_at", "u.id", query.IsDescending, IsNullable: true),
            _ => new("u.created_at", "u.id", query.IsDescending),
        };

    private static void Search(ListStatement list, AccountQuery query, string search)
    {
        if (Guid.TryParse(search, out var id))
        {
            list.Where(name => $"u.id = {name}", id);
            return;
        }

        var (sign, pattern) =
            search.Length < ShortestPart && char.IsLetterOrDigit(search[0])
                ? ("~*", WordBegins + Regex.Escape(search))
                : ("ILIKE", LikePattern.Containing(CanonicalEmail.Of(search) ?? search));
        var text = list.Parameter(pattern);
        var condition = $"u.canonical_email {sign} {text} OR u.name {sign} {text}";
        if (long.TryParse(search, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            condition += $" OR u.number = {list.Parameter(number)}";
        if (IsTheNarrowest(query, search))
            list.Seek($"({condition})");
        else
            list.Where($"({condition})");
    }

    // Those with a role, or with whom something is the matter, are few, and found before anything is searched for. Signs alone
    // have no group of letters.
    private static bool IsTheNarrowest(AccountQuery query, string search) =>
        query is { Role: null, Status: null or AccountStatus.Active } && search.Any(char.IsLetterOrDigit);

    // Each of the rare ones has an index of its own, whose condition stands here in its words.
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
}
