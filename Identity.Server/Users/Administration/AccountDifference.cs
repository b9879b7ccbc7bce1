using System.Text.Json;
using System.Text.Json.Nodes;

namespace Identity.Server.Users.Administration;

/// <summary>Says for the audit what of an account was changed: what it was, and what it is. No secret is part of it.</summary>
internal static class AccountDifference
{
    private static readonly (string Member, Func<Account, JsonNode?> Value)[] Members =
    [
        ("email", account => account.Email),
        ("email_verified", account => account.EmailVerifiedAt is not null),
        ("name", account => account.Name),
        ("time_zone", account => account.TimeZone),
        ("locale", account => account.Locale),
        ("details", account => account.Details is { } details ? JsonNode.Parse(details) : null),
        ("suspended", account => account.SuspendedAt is not null),
        ("suspension_message", account => account.SuspensionMessage),
        ("password_change_required", account => account.PasswordChangeRequired),
        ("invited", account => account.InvitedAt is not null),
    ];

    /// <param name="before">Null for an account that was made.</param>
    /// <param name="after">Null for one that was deleted.</param>
    /// <returns>A JSON object; null where nothing is different.</returns>
    public static string? Of(Account? before, Account? after)
    {
        var (was, now) = (new JsonObject(), new JsonObject());
        foreach (var (member, value) in Members)
        {
            var (old, fresh) = (Read(before, value), Read(after, value));
            if (JsonNode.DeepEquals(old, fresh))
                continue;
            if (before is not null)
                was[member] = old;
            if (after is not null)
                now[member] = fresh;
        }
        return was.Count + now.Count == 0
            ? null
            : JsonSerializer.Serialize(new JsonObject { ["before"] = was, ["after"] = now });
    }

    private static JsonNode? Read(Account? account, Func<Account, JsonNode?> value) =>
        account is null ? null : value(account);
}
