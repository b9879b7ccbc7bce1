using System.Diagnostics;
using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users.Registration;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Makes an account; where the route's answer has tokens, it also signs in.</summary>
internal sealed class RegisterAction(Registrations registrations, ProfileTokens tokens, ILogger<RegisterAction> logger)
    : IAccountAction
{
    public AccountAction Action => AccountAction.Register;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        var (profile, inputs) = (call.Profile, call.Inputs);
        var asked = new RegistrationRequest(
            inputs[AccountActions.Email],
            inputs[AccountActions.Password],
            inputs.Find(AccountActions.Name),
            inputs.Find(AccountActions.TimeZone),
            Locale: null
        );
        var terms = new RegistrationTerms
        {
            Policy = ProfilePolicy.Of(profile),
            SendsVerification = profile.Registration.SendsVerification,
            TellsOwner = profile.Registration.HidesTaken,
            VerificationLink = profile.Links.VerifyEmail,
        };

        var outcome = await registrations.RegisterAsync(asked, terms, ct);
        if (outcome is RegistrationOutcome.Created { Person: var person })
        {
            logger.SignedUp(profile.Name, Log.MaskedEmail(person.Email), person.Id);
            return call.Route.AnswersWith(AccountActions.TokenSources)
                ? await tokens.IssueAsync(call, person, ct)
                : new AccountAnswer.Done(person);
        }

        logger.SignUpRefused(profile.Name, Log.MaskedEmail(asked.Email), outcome.GetType().Name);
        return outcome switch
        {
            RegistrationOutcome.Taken when profile.Registration.HidesTaken => new AccountAnswer.Done(),
            RegistrationOutcome.Taken => new AccountAnswer.Refused(AccountFault.EmailTaken),
            RegistrationOutcome.InvalidEmail => Wrong(AccountFault.InvalidEmail, AccountActions.Email),
            RegistrationOutcome.InvalidName => Wrong(AccountFault.InvalidName, AccountActions.Name),
            RegistrationOutcome.InvalidTimeZone => Wrong(AccountFault.InvalidTimeZone, AccountActions.TimeZone),
            RegistrationOutcome.WeakPassword weak => AccountAnswer.Weak(weak.Faults, terms.Policy.MinimumLength) with
            {
                Field = call.Route.Fields[AccountActions.Password],
            },
            RegistrationOutcome.Busy busy => AccountAnswer.Busy(busy.RetryAfter),
            _ => throw new UnreachableException($"{outcome.GetType()}"),
        };

        AccountAnswer.Refused Wrong(AccountFault fault, string input) =>
            new(fault) { Field = call.Route.Fields[input] };
    }
}
