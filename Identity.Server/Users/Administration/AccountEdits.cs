using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Mail;
using Identity.Server.Users.Details;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.SingleUse;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.Administration;

/// <summary>Changes what an account says of its owner, and whether their address counts as theirs.</summary>
internal sealed class AccountEdits(AccountChanges changes, SingleUseTokens tokens, Outbox outbox, TimeProvider clock)
{
    private const string Save = """
        UPDATE users
           SET email = $2, canonical_email = $3, name = $4, time_zone = $5, locale = $6, details = $7,
               email_verified_at = CASE WHEN $8 THEN COALESCE(email_verified_at, $10) END,
               password_change_required = $9, updated_at = $10, concurrency_stamp = gen_random_uuid()::text
         WHERE id = $1
        """;

    /// <param name="edit">Makes of what is what is to be. It may be asked more than once.</param>
    public async Task<AccountChange> SaveAsync(
        AccountTarget target,
        Func<AccountForm, AccountForm> edit,
        CancellationToken ct
    )
    {
        var wanted = "";
        try
        {
            return await changes.DoAsync(
                target,
                AuditKind.AccountChange,
                mayGo: null,
                async (connection, before) =>
                {
                    var form = edit(AccountForm.Of(before));
                    form = form with { Details = form.Details.Tidy() };
                    wanted = form.Email;
                    if (form.Problems().ToArray() is { Length: > 0 } problems)
                        return new AccountChange.Invalid(problems);
                    await SaveAsync(connection, before.Id, form, ct);
                    if (CanonicalEmail.Of(form.Email) != CanonicalEmail.Of(before.Email))
                        await LeaveAsync(connection, before, form.Email, ct);
                    return null;
                },
                ct
            );
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new AccountChange.Taken(wanted);
        }
    }

    private async Task SaveAsync(NpgsqlConnection connection, Guid id, AccountForm form, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Save, connection);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(form.Email);
        command.Parameters.AddWithValue(CanonicalEmail.Of(form.Email)!);
        command.Parameters.AddOptional(form.Name);
        command.Parameters.AddOptional(form.TimeZone);
        command.Parameters.AddOptional(form.Locale);
        command.Parameters.AddWithValue(
            NpgsqlDbType.Jsonb,
            form.Details == PersonDetails.None ? DBNull.Value : PersonDetailsJson.Write(form.Details)
        );
        command.Parameters.AddWithValue(form.EmailVerified);
        command.Parameters.AddWithValue(form.PasswordChangeRequired);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    // Links went to the address that is left: they open nothing more. Whoever showed that it was theirs is told there; a
    // mistyped one may be a stranger's, who is told nothing.
    private async Task LeaveAsync(NpgsqlConnection connection, Account before, string newEmail, CancellationToken ct)
    {
        await tokens.SpendAllAsync(connection, before.Id, ct);
        if (before.EmailVerifiedAt is null)
            return;
        var about = EmailChangeLetters.About(newEmail, before.Id, clock.GetUtcNow());
        await outbox.AddAsync(connection, EmailChangedWriter.Name, before.Email, about, ct);
    }
}
