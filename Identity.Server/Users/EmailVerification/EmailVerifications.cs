using Identity.Server.Audit;
using Identity.Server.Mail;
using Identity.Server.Users.SingleUse;
using Npgsql;

namespace Identity.Server.Users.EmailVerification;

/// <summary>Finds out whether an address belongs to the person who gave it.</summary>
internal sealed class EmailVerifications(
    NpgsqlDataSource database,
    SingleUseTokens tokens,
    Outbox outbox,
    AuditTrail audit
)
{
    private const string Verify = $"""
        {SingleUseTokens.Use}
        UPDATE users u
           SET email_verified_at = COALESCE(u.email_verified_at, $3), updated_at = $3,
               concurrency_stamp = gen_random_uuid()::text
          FROM used WHERE u.id = used.user_id AND u.suspended_at IS NULL
        RETURNING {People.Columns}
        """;

    /// <summary>Asks for another letter. The same work whether or not anybody will get it.</summary>
    public Task RequestAsync(string email, LetterWish wish, CancellationToken ct) =>
        CanonicalEmail.Of(email) is { } canonical
            ? outbox.AddAsync(VerificationWriter.Name, canonical, wish.ToAbout(), ct)
            : Task.CompletedTask;

    public async Task<bool> IsGoodAsync(string token, CancellationToken ct) =>
        await tokens.FindAsync(SingleUsePurpose.EmailVerification, token, ct) is not null;

    /// <returns>Whose address is verified now; null where the token is unknown, used, expired, replaced or of another purpose.</returns>
    public async Task<Person?> ConfirmAsync(string token, CancellationToken ct)
    {
        var purpose = SingleUsePurpose.EmailVerification;
        if (SingleUseToken.Read(purpose, token) is not { } read)
            return null;
        await using var command = database.CreateCommand(Verify);
        tokens.Bind(command, purpose, read);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var person = People.Read(row);
        audit.Record(new AuditEvent(AuditKind.EmailVerification, AuditParty.User(person.Id)));
        return person;
    }
}
