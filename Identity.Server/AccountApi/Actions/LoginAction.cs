using System.Diagnostics;
using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Trades an e-mail address and a password for the profile's tokens.</summary>
internal sealed class LoginAction(SignIn signIn, ProfileTokens tokens, ILogger<LoginAction> logger) : IAccountAction
{
    public AccountAction Action => AccountAction.Login;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        var (profile, email) = (call.Profile, call.Inputs[AccountActions.Email]);
        var outcome = await signIn.WithPasswordAsync(
            email,
            call.Inputs[AccountActions.Password],
            call.Source,
            profile.MustBeVerified,
            ct
        );
        if (outcome is SignInOutcome.Done { Person: var person })
        {
            logger.SignedIn(profile.Name, Log.MaskedEmail(email), person.Id);
            return await tokens.IssueAsync(call, person, ct);
        }

        logger.SignInRefused(profile.Name, Log.MaskedEmail(email), ReasonOf(outcome));
        return outcome switch
        {
            SignInOutcome.Wrong => new AccountAnswer.Refused(AccountFault.WrongCredentials),
            SignInOutcome.Unverified => new AccountAnswer.Refused(AccountFault.Unverified),
            SignInOutcome.Suspended suspended => new AccountAnswer.Refused(AccountFault.Suspended)
            {
                Message = suspended.Message,
            },
            SignInOutcome.PasswordDue => new AccountAnswer.Refused(AccountFault.PasswordDue),
            SignInOutcome.Throttled throttled => AccountAnswer.TooMany(throttled.RetryAfter),
            SignInOutcome.Busy busy => AccountAnswer.Busy(busy.RetryAfter),
            _ => throw new UnreachableException($"{outcome.GetType()}"),
        };
    }

    private static string ReasonOf(SignInOutcome outcome) =>
        outcome switch
        {
            SignInOutcome.Wrong wrong => wrong.Reason,
            SignInOutcome.Unverified => "the address is not verified",
            SignInOutcome.Suspended => "the account is suspended",
            SignInOutcome.PasswordDue => "a new password has to be chosen first",
            SignInOutcome.Throttled => "too many attempts",
            _ => "too many passwords are being checked",
        };
}
