using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Mail;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SingleUse;

namespace Identity.Server.Users.PasswordReset;

/// <summary>Lets a person who reads the letters of their address choose a new password.</summary>
internal sealed class PasswordResets(
    People people,
    SingleUseTokens tokens,
    PasswordReplacement replacement,
    Outbox outbox
)
{
    // One statement uses the token up and does what it is good for. Who reads the letter has the address: it is verified
    // by this as well.
    private const string Reset = $"""
        {SingleUseTokens.Use}
        UPDATE users u
           SET {PasswordReplacement.Set}, email_verified_at = COALESCE(u.email_verified_at, $3)
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
            return new PasswordResetOutcome.BadToken();

        return await replacement.ReplaceAsync(
            AuditKind.PasswordReset,
            Reset,
            command => tokens.Bind(command, purpose, read),
            new PasswordOwner(person.Email, person.Name),
            password,
            policy,
            ct
        ) switch
        {
            Replacement.Done done => new PasswordResetOutcome.Done(done.Person),
            Replacement.NotFound => new PasswordResetOutcome.BadToken(),
            Replacement.Weak weak => new PasswordResetOutcome.WeakPassword(weak.Faults),
            Replacement.Busy busy => new PasswordResetOutcome.Busy(busy.RetryAfter),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }
}
