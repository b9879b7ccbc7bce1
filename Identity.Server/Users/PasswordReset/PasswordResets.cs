using System.Diagnostics;
using Identity.Server.Mail;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SingleUse;

namespace Identity.Server.Users.PasswordReset;

/// <summary>Lets a person who holds a link for it choose a new password.</summary>
internal sealed class PasswordResets(
    People people,
    SingleUseTokens tokens,
    PasswordReplacement replacement,
    Outbox outbox
)
{
    // One statement uses the token up and does what it is good for.
    private const string Choose = $"""
        {SingleUseTokens.Use}
        UPDATE users u
           SET {PasswordReplacement.Set}, password_change_required = false
          FROM used WHERE u.id = used.user_id AND u.suspended_at IS NULL
        RETURNING {People.Columns}
        """;

    // Who reads the letter has the address: it is verified by this as well.
    private const string ChooseByLetter = $"""
        {SingleUseTokens.Use}
        UPDATE users u
           SET {PasswordReplacement.Set}, password_change_required = false,
               email_verified_at = COALESCE(u.email_verified_at, $3)
          FROM used WHERE u.id = used.user_id AND u.suspended_at IS NULL
        RETURNING {People.Columns}
        """;

    /// <summary>Asks for a letter. The same work whether or not anybody will get it.</summary>
    public Task RequestAsync(string email, LetterWish wish, CancellationToken ct) =>
        CanonicalEmail.Of(email) is { } canonical
            ? outbox.AddAsync(ResetWriter.Name, canonical, wish.ToAbout(), ct)
            : Task.CompletedTask;

    /// <summary>Lets somebody who has just shown their password, and has to choose another, do so at once.</summary>
    /// <returns>The token; null where the account is gone.</returns>
    public Task<string?> BeginDueAsync(Person person, CancellationToken ct) =>
        tokens.IssueAsync(SingleUsePurpose.DuePassword, person.Id, ct);

    /// <returns>Whose password the token is good for; null where it is good for none.</returns>
    public async Task<Person?> FindAsync(string token, CancellationToken ct) =>
        PasswordLink.Of(token) is { } link && await tokens.FindAsync(link.Purpose, token, ct) is { } grant
            ? await people.FindActiveAsync(grant.UserId, ct)
            : null;

    public async Task<PasswordResetOutcome> ResetAsync(
        string token,
        string password,
        PasswordPolicy policy,
        CancellationToken ct
    )
    {
        if (
            PasswordLink.Of(token) is not { } link
            || SingleUseToken.Read(link.Purpose, token) is not { } read
            || await FindAsync(token, ct) is not { } person
        )
        {
            return new PasswordResetOutcome.BadToken();
        }

        return await replacement.ReplaceAsync(
            new PasswordTurn(
                link.Kind,
                link.VerifiesEmail ? ChooseByLetter : Choose,
                command => tokens.Bind(command, link.Purpose, read)
            )
            {
                TellsOwner = link.TellsOwner,
            },
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
