using System.Diagnostics;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Users.SelfService;

/// <summary>Whether a person who is signed in confirmed with their password what they asked for.</summary>
internal abstract record Confirmation
{
    /// <param name="Person">As their account is now.</param>
    public sealed record Done(Person Person) : Confirmation;

    public sealed record WrongPassword : Confirmation;

    public sealed record Throttled(TimeSpan RetryAfter) : Confirmation;

    public sealed record Busy(TimeSpan RetryAfter) : Confirmation;
}

/// <summary>Asks a person who is signed in for their password once more, before what cannot be undone.</summary>
/// <remarks>The same count of attempts as at sign-in: an open browser is no place to guess at leisure.</remarks>
internal sealed class PasswordConfirmation(People people, SignIn signIn)
{
    public async Task<Confirmation> ConfirmAsync(Guid userId, string password, Source source, CancellationToken ct)
    {
        if (await people.FindActiveAsync(userId, ct) is not { } known)
            return new Confirmation.WrongPassword();
        return await signIn.ConfirmAsync(known, password, source, ct) switch
        {
            SignInOutcome.Done { Person: var person } when person.Id == userId => new Confirmation.Done(person),
            SignInOutcome.Throttled throttled => new Confirmation.Throttled(throttled.RetryAfter),
            SignInOutcome.Busy busy => new Confirmation.Busy(busy.RetryAfter),
            SignInOutcome.Done or SignInOutcome.Wrong or SignInOutcome.Suspended => new Confirmation.WrongPassword(),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }
}
