using System.Diagnostics;
using System.Text.Json;
using Identity.Server.Audit;

namespace Identity.Server.Users;

/// <summary>Tells the audit what came of somebody showing a password.</summary>
internal static class SignInEvents
{
    /// <param name="kind">What it was shown for.</param>
    /// <param name="email">What was typed. It is kept where it is an address: what else people type there may be their password.</param>
    public static AuditEvent Of(string kind, string email, SignInOutcome outcome)
    {
        var (user, refusal) = outcome switch
        {
            SignInOutcome.Done done => ((Guid?)done.Person.Id, (string?)null),
            SignInOutcome.Wrong wrong => (wrong.UserId, wrong.Reason),
            SignInOutcome.Suspended suspended => (suspended.UserId, "the account is suspended"),
            SignInOutcome.Unverified unverified => (unverified.UserId, "the e-mail address is not verified"),
            SignInOutcome.PasswordDue due => (due.Person.Id, "a new password has to be chosen first"),
            SignInOutcome.Throttled => (null, "too many attempts"),
            SignInOutcome.Busy => (null, "too many passwords wait to be checked"),
            _ => throw new UnreachableException($"{outcome.GetType()}"),
        };
        return new AuditEvent(kind, user is { } id ? AuditParty.User(id) : null)
        {
            Refusal = refusal,
            Details =
                user is null && CanonicalEmail.Of(email) is { } canonical
                    ? JsonSerializer.Serialize(
                        new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = canonical }
                    )
                    : null,
        };
    }
}
