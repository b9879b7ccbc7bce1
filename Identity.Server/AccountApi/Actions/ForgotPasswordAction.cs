using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users;
using Identity.Server.Users.PasswordReset;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Asks for a letter to choose a new password by; the answer is the same whether or not anybody will get it.</summary>
internal sealed class ForgotPasswordAction(PasswordResets resets) : IAccountAction
{
    public AccountAction Action => AccountAction.ForgotPassword;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        var wish = new LetterWish(Link: call.Profile.Links.ResetPassword);
        await resets.RequestAsync(call.Inputs[AccountActions.Email], wish, ct);
        return new AccountAnswer.Done();
    }
}
