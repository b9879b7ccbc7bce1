using Identity.Server.Mail;
using Identity.Server.Mail.Letters.AccountExists;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Users.Registration;

/// <summary>Writes to the owner of an address that somebody tried to register again.</summary>
internal sealed class AccountExistsWriter(People people, PublicLinks links, LetterThrottle throttle) : ILetterWriter
{
    public const string Name = "account_exists";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await people.FindActiveAsync(letter.Recipient, ct) is not { } person)
            return null;
        if (!await throttle.AdmitsAsync(letter, ct))
            return null;
        return new WrittenLetter(
            person.Email,
            person.Name,
            person.Locale ?? LetterWish.Of(letter.About).Locale,
            new AccountExistsLetter(links.To("/signin"), links.To("/forgot-password"))
        );
    }
}
