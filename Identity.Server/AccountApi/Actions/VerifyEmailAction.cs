using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users.EmailVerification;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Takes the token of a letter: who has read it has the address.</summary>
internal sealed class VerifyEmailAction(EmailVerifications verifications) : IAccountAction
{
    public AccountAction Action => AccountAction.VerifyEmail;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct) =>
        await verifications.ConfirmAsync(call.Inputs[AccountActions.Token], ct) is { } person
            ? new AccountAnswer.Done(person)
            : new AccountAnswer.Refused(AccountFault.InvalidLink);
}
