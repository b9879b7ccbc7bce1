using System.Diagnostics;
using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Tokens;
using Identity.Server.Users.PasswordReset;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Takes the token of a letter and a new password; every session and token of the account is over then.</summary>
internal sealed class ResetPasswordAction(PasswordResets resets, TokenRevocation revocation) : IAccountAction
{
    public AccountAction Action => AccountAction.ResetPassword;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        var policy = ProfilePolicy.Of(call.Profile);
        var outcome = await resets.ResetAsync(
            call.Inputs[AccountActions.Token],
            call.Inputs[AccountActions.Password],
            policy,
            ct
        );
        switch (outcome)
        {
            case PasswordResetOutcome.Done { Person: var person }:
                await revocation.RevokeAllAsync(person.Id, person.Email, ct);
                return new AccountAnswer.Done(person);
            case PasswordResetOutcome.BadToken:
                return new AccountAnswer.Refused(AccountFault.InvalidLink);
            case PasswordResetOutcome.WeakPassword weak:
                return AccountAnswer.Weak(weak.Faults, policy.MinimumLength) with
                {
                    Field = call.Route.Fields[AccountActions.Password],
                };
            case PasswordResetOutcome.Busy busy:
                return AccountAnswer.Busy(busy.RetryAfter);
            default:
                throw new UnreachableException($"{outcome.GetType()}");
        }
    }
}
