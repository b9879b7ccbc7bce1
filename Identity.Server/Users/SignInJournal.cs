using System.Diagnostics.Metrics;
using Identity.Server.Audit;

namespace Identity.Server.Users;

/// <summary>Tells the audit what came of a password that was shown, and counts how often it opens the door.</summary>
internal sealed class SignInJournal(AuditTrail audit, Meter meter)
{
    private readonly Counter<long> _signIns = meter.CreateCounter<long>(
        "identity.sign_ins",
        "{sign_in}",
        "Sign-ins by password, by outcome."
    );

    public void SignIn(string email, SignInOutcome outcome)
    {
        var done = outcome is SignInOutcome.Done;
        _signIns.Add(1, new KeyValuePair<string, object?>("outcome", done ? "done" : "refused"));
        audit.Record(SignInEvents.Of(AuditKind.SignIn, email, outcome));
    }

    /// <summary>Of somebody who was signed in already.</summary>
    public void Confirmation(Person person, SignInOutcome outcome) =>
        audit.Record(SignInEvents.Of(AuditKind.PasswordConfirmation, person.Email, outcome));
}
