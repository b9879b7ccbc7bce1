using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Users.Administration;

/// <summary>Gives people passwords that somebody else has chosen. Their tokens are for the caller to end.</summary>
internal sealed class AccountPasswords(AccountDirectory accounts, PasswordReplacement replacement, TimeProvider clock)
{
    private const string SetForGood = $"""
        UPDATE users u
           SET {PasswordReplacement.Set}, password_change_required = false
         WHERE u.id = $1 AND ($2 IS NULL OR u.concurrency_stamp = $2)
        RETURNING {People.Columns}
        """;

    private const string SetForOnce = $"""
        UPDATE users u
           SET {PasswordReplacement.Set}, password_change_required = true
         WHERE u.id = $1 AND ($2 IS NULL OR u.concurrency_stamp = $2)
        RETURNING {People.Columns}
        """;

    /// <param name="isForOnce">Whether the owner chooses another before they are signed in.</param>
    public async Task<AccountChange> SetAsync(
        AccountTarget target,
        string password,
        bool isForOnce,
        PasswordPolicy policy,
        CancellationToken ct
    )
    {
        if (await accounts.FindAsync(target.Id, ct) is not { } before)
            return new AccountChange.NoSuchAccount();
        if (target.Version is { } version && version != before.Version)
            return new AccountChange.Moved();

        var turn = new PasswordTurn(
            AuditKind.PasswordChange,
            isForOnce ? SetForOnce : SetForGood,
            command =>
            {
                command.Parameters.AddWithValue(target.Id);
                command.Parameters.AddOptional(target.Version);
                command.Parameters.AddWithValue(clock.GetUtcNow());
            }
        )
        {
            Actor = target.Actor,
        };
        var owner = new PasswordOwner(before.Email, before.Name);
        return await replacement.ReplaceAsync(turn, owner, password, policy, ct) switch
        {
            Replacement.Done => await accounts.FindAsync(target.Id, ct) is { } after
                ? new AccountChange.Done(after)
                : new AccountChange.NoSuchAccount(),
            Replacement.NotFound => new AccountChange.Moved(),
            Replacement.Weak weak => new AccountChange.WeakPassword(weak.Faults),
            Replacement.Busy busy => new AccountChange.Busy(busy.RetryAfter),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }
}
