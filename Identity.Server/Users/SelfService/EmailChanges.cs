using Identity.Server.Audit;
using Identity.Server.Mail;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;
using Npgsql;

namespace Identity.Server.Users.SelfService;

/// <summary>Moves an account to another address, once both have agreed: first the present one, then the new one.</summary>
/// <remarks>One after the other, so that a stranger at an open browser writes to nobody but the owner.</remarks>
internal sealed class EmailChanges(
    NpgsqlDataSource database,
    PasswordConfirmation confirmation,
    SingleUseTokens tokens,
    Outbox outbox,
    AuditTrail audit
)
{
    private const string Approve = $"{SingleUseTokens.Use} SELECT user_id, about FROM used";

    private const string Move = $"""
        {SingleUseTokens.Use},
        moved AS (
          UPDATE users u
             SET email = used.about, canonical_email = $4, email_verified_at = $3, updated_at = $3,
                 concurrency_stamp = gen_random_uuid()::text
            FROM used, users old
           WHERE u.id = used.user_id AND old.id = u.id AND u.suspended_at IS NULL AND used.about = $5
          RETURNING u.*, old.email AS old_email)
        SELECT {People.Columns}, old_email FROM moved
        """;

    public async Task<EmailChangeRequest> RequestAsync(
        Guid userId,
        string password,
        string newEmail,
        Source source,
        CancellationToken ct
    )
    {
        if (CanonicalEmail.Of(newEmail) is not { } canonical)
            return new EmailChangeRequest.InvalidEmail();
        var confirmed = await confirmation.ConfirmAsync(userId, password, source, ct);
        if (confirmed is not Confirmation.Done { Person: var person })
            return new EmailChangeRequest.NotConfirmed(confirmed);
        if (canonical == CanonicalEmail.Of(person.Email))
            return new EmailChangeRequest.SameEmail();

        await outbox.AddAsync(ApproveEmailChangeWriter.Name, person.Email, EmailChangeLetters.About(newEmail), ct);
        return new EmailChangeRequest.Asked();
    }

    /// <returns>The new address, while the token is good; null otherwise.</returns>
    public async Task<string?> FindApprovalAsync(string token, CancellationToken ct) =>
        (await tokens.FindAsync(SingleUsePurpose.EmailChangeApproval, token, ct))?.About;

    /// <summary>The present address agrees: now the new one is asked.</summary>
    /// <returns>The new address; null where the token is good for nothing.</returns>
    public async Task<string?> ApproveAsync(string token, CancellationToken ct)
    {
        var purpose = SingleUsePurpose.EmailChangeApproval;
        if (SingleUseToken.Read(purpose, token) is not { } read)
            return null;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await UseAsync(connection, purpose, read, ct) is not { About: { } newEmail } grant)
            return null;
        var about = EmailChangeLetters.About(newEmail, grant.UserId);
        await outbox.AddAsync(connection, ConfirmEmailChangeWriter.Name, newEmail, about, ct);
        await transaction.CommitAsync(ct);
        return newEmail;
    }

    /// <returns>The new address, while the token is good; null otherwise.</returns>
    public async Task<string?> FindConfirmationAsync(string token, CancellationToken ct) =>
        (await tokens.FindAsync(SingleUsePurpose.EmailChange, token, ct))?.About;

    /// <summary>The new address agrees: the account moves, and the old address is told.</summary>
    public async Task<EmailChangeOutcome> ConfirmAsync(string token, CancellationToken ct)
    {
        if (
            SingleUseToken.Read(SingleUsePurpose.EmailChange, token) is not { } read
            || await FindConfirmationAsync(token, ct) is not { } newEmail
        )
        {
            return new EmailChangeOutcome.BadToken();
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            if (await MoveAsync(connection, read, newEmail, ct) is not { } done)
                return new EmailChangeOutcome.BadToken();
            var about = EmailChangeLetters.About(newEmail, done.Person.Id, done.Person.UpdatedAt);
            await outbox.AddAsync(connection, EmailChangedWriter.Name, done.OldEmail, about, ct);
            await transaction.CommitAsync(ct);
            audit.Record(new AuditEvent(AuditKind.EmailChange, AuditParty.User(done.Person.Id)));
            return done;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new EmailChangeOutcome.Taken();
        }
    }

    private async Task<SingleUseGrant?> UseAsync(
        NpgsqlConnection connection,
        SingleUsePurpose purpose,
        SingleUseToken token,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Approve, connection);
        tokens.Bind(command, purpose, token);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new SingleUseGrant(row.GetGuid(0), row.GetString(1)) : null;
    }

    private async Task<EmailChangeOutcome.Done?> MoveAsync(
        NpgsqlConnection connection,
        SingleUseToken token,
        string newEmail,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Move, connection);
        tokens.Bind(command, SingleUsePurpose.EmailChange, token);
        command.Parameters.AddWithValue(CanonicalEmail.Of(newEmail)!);
        command.Parameters.AddWithValue(newEmail);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new EmailChangeOutcome.Done(People.Read(row), row.GetString(People.ColumnCount))
            : null;
    }
}
