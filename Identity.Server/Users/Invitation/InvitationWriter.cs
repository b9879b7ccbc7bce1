using Identity.Server.Mail;
using Identity.Server.Mail.Letters.Invitation;
using Identity.Server.Users.SingleUse;

namespace Identity.Server.Users.Invitation;

/// <summary>Writes to somebody for whom an account was made, while they have no password.</summary>
internal sealed class InvitationWriter(Invitations invitations, SingleUseTokens tokens, PublicLinks links)
    : ILetterWriter
{
    public const string Name = "invitation";

    public string Kind => Name;

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await invitations.FindOpenAsync(letter.Recipient, ct) is not { } person)
            return null;
        var purpose = SingleUsePurpose.Invitation;
        if (await tokens.IssueAsync(purpose, person.Id, letter, about: null, ct) is not { } token)
            return null;
        return new WrittenLetter(
            person.Email,
            person.Name,
            person.Locale,
            new InvitationLetter(links.With("/invitation", token, template: null), purpose.Lifetime)
        );
    }
}
