using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Asks for another letter of verification; the answer is the same whether or not anybody will get it.</summary>
internal sealed class ResendVerificationAction(EmailVerifications verifications) : IAccountAction
{
    public AccountAction Action => AccountAction.ResendVerification;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        var wish = new LetterWish(Link: call.Profile.Links.VerifyEmail);
        await verifications.RequestAsync(call.Inputs[AccountActions.Email], wish, ct);
        return new AccountAnswer.Done();
    }
}
