using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Users.PasswordReset;

/// <summary>What came of choosing a new password by a link.</summary>
internal abstract record PasswordResetOutcome
{
    /// <summary>Every session and refresh family of the account is over; access tokens are for the caller to deny.</summary>
    public sealed record Done(Person Person) : PasswordResetOutcome;

    /// <summary>Unknown, used, expired, replaced or of another purpose: which, nobody is told.</summary>
    public sealed record BadToken : PasswordResetOutcome;

    public sealed record WeakPassword(IReadOnlyList<PasswordFault> Faults) : PasswordResetOutcome;

    public sealed record Busy(TimeSpan RetryAfter) : PasswordResetOutcome;
}
