using Identity.Server.Mail;
using Identity.Server.Mail.Letters.ResetPassword;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Users.PasswordReset;

/// <summary>Writes to somebody who says that they forgot their password.</summary>
internal sealed class ResetWriter(People people, SingleUseTokens tokens, PublicLinks links, LetterThrottle throttle)
    : ILetterWriter
{
    public const string Name = "reset_password";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await people.FindActiveAsync(letter.Recipient, ct) is not { } person)
            return null;
        if (!await throttle.AdmitsAsync(letter, ct))
            return null;
        var purpose = SingleUsePurpose.PasswordReset;
        if (await tokens.IssueAsync(purpose, person.Id, letter, about: null, ct) is not { } token)
            return null;
        var wish = LetterWish.Of(letter.About);
        return new WrittenLetter(
            person.Email,
            person.Name,
            person.Locale ?? wish.Locale,
            new ResetPasswordLetter(links.With("/reset-password", token, wish.Link), purpose.Lifetime)
        );
    }
}
