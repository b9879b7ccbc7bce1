using Identity.Server.Mail;
using Identity.Server.Mail.Letters.VerifyEmail;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Users.EmailVerification;

/// <summary>Writes to somebody whose address is still to be verified.</summary>
internal sealed class VerificationWriter(
    People people,
    SingleUseTokens tokens,
    PublicLinks links,
    LetterThrottle throttle
) : ILetterWriter
{
    public const string Name = "verify_email";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await people.FindActiveAsync(letter.Recipient, ct) is not { EmailVerified: false } person)
            return null;
        if (!await throttle.AdmitsAsync(letter, ct))
            return null;
        var purpose = SingleUsePurpose.EmailVerification;
        if (await tokens.IssueAsync(purpose, person.Id, letter, about: null, ct) is not { } token)
            return null;
        var wish = LetterWish.Of(letter.About);
        return new WrittenLetter(
            person.Email,
            person.Name,
            person.Locale ?? wish.Locale,
            new VerifyEmailLetter(links.With("/verify-email", token, wish.Link), purpose.Lifetime)
        );
    }
}
