using System.Globalization;
using Identity.Server.Mail;
using Identity.Server.Mail.Letters.ApproveEmailChange;
using Identity.Server.Mail.Letters.ConfirmEmailChange;
using Identity.Server.Mail.Letters.EmailChanged;
using Identity.Server.Users.SingleUse;

namespace Identity.Server.Users.SelfService;

/// <summary>What the three letters of a change of address are about, as the outbox keeps it.</summary>
internal static class EmailChangeLetters
{
    private const string NewEmail = "email";
    private const string User = "user";
    private const string At = "at";

    public static Dictionary<string, string> About(string newEmail, Guid? userId = null, DateTimeOffset? at = null)
    {
        var about = new Dictionary<string, string>(StringComparer.Ordinal) { [NewEmail] = newEmail };
        if (userId is { } id)
            about[User] = id.ToString();
        if (at is { } time)
            about[At] = time.ToString("O", CultureInfo.InvariantCulture);
        return about;
    }

    public static string NewEmailOf(QueuedLetter letter) => letter.About[NewEmail];

    public static Guid UserOf(QueuedLetter letter) => Guid.Parse(letter.About[User], CultureInfo.InvariantCulture);

    public static DateTimeOffset TimeOf(QueuedLetter letter) =>
        DateTimeOffset.Parse(letter.About[At], CultureInfo.InvariantCulture);
}

/// <summary>Asks the present address.</summary>
internal sealed class ApproveEmailChangeWriter(People people, SingleUseTokens tokens, PublicLinks links) : ILetterWriter
{
    public const string Name = "approve_email_change";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        var (purpose, newEmail) = (SingleUsePurpose.EmailChangeApproval, EmailChangeLetters.NewEmailOf(letter));
        if (
            await people.FindActiveAsync(letter.Recipient, ct) is not { } person
            || await tokens.IssueAsync(purpose, person.Id, letter, newEmail, ct) is not { } token
        )
        {
            return null;
        }

        var link = links.With("/account/email/approve", token, template: null);
        var content = new ApproveEmailChangeLetter(newEmail, link, purpose.Lifetime);
        return new WrittenLetter(person.Email, person.Name, person.Locale, content);
    }
}

/// <summary>Asks the new address: the one letter that goes where the account is not yet.</summary>
internal sealed class ConfirmEmailChangeWriter(People people, SingleUseTokens tokens, PublicLinks links) : ILetterWriter
{
    public const string Name = "confirm_email_change";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        var (purpose, newEmail) = (SingleUsePurpose.EmailChange, EmailChangeLetters.NewEmailOf(letter));
        if (
            await people.FindActiveAsync(EmailChangeLetters.UserOf(letter), ct) is not { } person
            || await tokens.IssueAsync(purpose, person.Id, letter, newEmail, ct) is not { } token
        )
        {
            return null;
        }

        var link = links.With("/account/email/confirm", token, template: null);
        // Not by name: whoever has this address may be a stranger to the account.
        return new WrittenLetter(
            newEmail,
            Name: null,
            person.Locale,
            new ConfirmEmailChangeLetter(link, purpose.Lifetime)
        );
    }
}

/// <summary>Tells the address that the account has left.</summary>
internal sealed class EmailChangedWriter(People people) : ILetterWriter
{
    public const string Name = "email_changed";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await people.FindActiveAsync(EmailChangeLetters.UserOf(letter), ct) is not { } person)
            return null;
        var content = new EmailChangedLetter(EmailChangeLetters.NewEmailOf(letter), EmailChangeLetters.TimeOf(letter));
        return new WrittenLetter(letter.Recipient, person.Name, person.Locale, content);
    }
}
