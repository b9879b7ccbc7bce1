using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.Invitation;
using Identity.Server.Users.PasswordReset;

namespace Identity.Server.Management.Api.Users;

/// <summary>Letters that somebody is sent because an administrator wants it.</summary>
internal sealed class UserLetterResource(
    CalledAccounts called,
    PasswordResets resets,
    EmailVerifications verifications,
    Invitations invitations,
    Changes changes
) : IResource
{
    public string Tag => "Users";

    public void Declare(Routes routes)
    {
        routes.Do(
            "/users/{id}/password-letter",
            Permission.UsersWrite,
            "Send a letter that lets somebody choose a new password",
            StatusCodes.Status202Accepted,
            (call, ct) => SendAsync(call, ResetWriter.Name, _ => null, SendResetAsync, ct)
        );
        routes.Do(
            "/users/{id}/verification-letter",
            Permission.UsersWrite,
            "Send a letter that verifies the address",
            StatusCodes.Status202Accepted,
            (call, ct) => SendAsync(call, VerificationWriter.Name, WhyNotVerify, SendVerificationAsync, ct)
        );
        routes.Do(
            "/users/{id}/invitation-letter",
            Permission.UsersWrite,
            "Send a letter that lets somebody choose their first password",
            StatusCodes.Status202Accepted,
            (call, ct) => SendAsync(call, InvitationWriter.Name, WhyNotInvite, SendInvitationAsync, ct)
        );
    }

    private async Task<Reply<Nothing>> SendAsync(
        Call call,
        string letter,
        Func<Account, string?> whyNot,
        Func<Account, CancellationToken, Task> send,
        CancellationToken ct
    )
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        if (found.Account.SuspendedAt is not null)
            return Problem.Conflict("The account is suspended: its owner gets no letters.");
        if (whyNot(found.Account) is { } sentence)
            return Problem.Conflict(sentence);
        await send(found.Account, ct);
        var user = AuditParty.User(found.Account.Id);
        changes.Record(call, AuditKind.LetterRequest, user, before: null, new RequestedLetter(letter));
        return Nothing.ToSay;
    }

    private Task SendResetAsync(Account account, CancellationToken ct) =>
        resets.RequestAsync(account.Email, new LetterWish(), ct);

    private Task SendVerificationAsync(Account account, CancellationToken ct) =>
        verifications.RequestAsync(account.Email, new LetterWish(), ct);

    private Task SendInvitationAsync(Account account, CancellationToken ct) => invitations.InviteAsync(account.Id, ct);

    private static string? WhyNotVerify(Account account) =>
        account.EmailVerifiedAt is null ? null : "The address is verified already.";

    private static string? WhyNotInvite(Account account) =>
        account.HasPassword
            ? "The account has a password already: a password letter lets its owner choose another."
            : null;

    private sealed record RequestedLetter(string Letter);
}
