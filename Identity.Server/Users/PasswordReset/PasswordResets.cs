using Identity.Server.Mail;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.SingleUse;
using Npgsql;

namespace Identity.Server.Users.PasswordReset;

/// <summary>Lets a person who reads the letters of their address choose a new password.</summary>
internal sealed class PasswordResets(
    NpgsqlDataSource database,
    People people,
    PasswordGuard guard,
    PasswordHashing passwords,
    SingleUseTokens tokens,
    Outbox outbox,
    TimeProvider clock
)
{
    // Who reads the letter has the address: it is verified by this as well.
    private const string Reset = $"""
        {SingleUseTokens.Use}
        UPDATE users u
           SET password_hash = $4, security_stamp = $5, concurrency_stamp = $5, epoch = u.epoch + 1,
               email_verified_at = COALESCE(u.email_verified_at, $3), updated_at = $3
          FROM used WHERE u.id = used.user_id AND u.suspended_at IS NULL
        RETURNING {People.Columns}
        """;

    /// <summary>Asks for a letter. The same work whether or not anybody will get it.</summary>
    public Task RequestAsync(string email, LetterWish wish, CancellationToken ct) =>
        CanonicalEmail.Of(email) is { } canonical
            ? outbox.AddAsync(ResetWriter.Name, canonical, wish.ToAbout(), ct)
            : Task.CompletedTask;

    /// <returns>Whose password the token is good for; null where it is good for none.</returns>
    public async Task<Person?> FindAsync(string token, CancellationToken ct) =>
        await tokens.FindAsync(SingleUsePurpose.PasswordReset, token, ct) is { } grant
            ? await people.FindActiveAsync(grant.UserId, ct)
            : null;

    public async Task<PasswordResetOutcome> ResetAsync(
        string token,
        string password,
        PasswordPolicy policy,
        CancellationToken ct
    )
    {
        var purpose = SingleUsePurpose.PasswordReset;
        if (SingleUseToken.Read(purpose, token) is not { } read || await FindAsync(token, ct) is not { } person)
        {
            return new PasswordResetOutcome.BadToken();
        }

        if (await guard.CheckAsync(password, person.Email, policy, ct) is { Count: > 0 } faults)
            return new PasswordResetOutcome.WeakPassword(faults);
        return await passwords.HashAsync(password, ct) switch
        {
            NewHash.Hashed made => await StoreAsync(read, made.Hash, ct) is { } done
                ? new PasswordResetOutcome.Done(done)
                : new PasswordResetOutcome.BadToken(),
            NewHash.Busy busy => new PasswordResetOutcome.Busy(busy.RetryAfter),
            _ => new PasswordResetOutcome.WeakPassword([PasswordFault.NotText]),
        };
    }

    // One statement uses the token up and does what it is good for; the letter about it is in the same transaction.
    private async Task<Person?> StoreAsync(SingleUseToken token, string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var person = await UseAsync(connection, token, hash, ct);
        if (person is not null)
        {
            var about = PasswordChangedWriter.About(clock.GetUtcNow());
            await outbox.AddAsync(connection, PasswordChangedWriter.Name, person.Email, about, ct);
        }
        await transaction.CommitAsync(ct);
        return person;
    }

    private async Task<Person?> UseAsync(
        NpgsqlConnection connection,
        SingleUseToken token,
        string hash,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Reset, connection);
        tokens.Bind(command, SingleUsePurpose.PasswordReset, token);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? People.Read(row) : null;
    }
}
