using Identity.Server.Users.Administration;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Users;

/// <summary>What came of creating or changing an account for its owner.</summary>
internal abstract record AccountChange
{
    /// <param name="Account">As it is now; as it was, where it was deleted.</param>
    public sealed record Done(Account Account) : AccountChange
    {
        public Guid Id => Account.Id;

        public string Email => Account.Email;

        /// <summary>Under which address tokens may still name the owner; null where it has not changed.</summary>
        public string? OldEmail { get; init; }
    }

    public sealed record NoSuchAccount : AccountChange;

    /// <summary>It has been changed since it was looked at.</summary>
    public sealed record Moved : AccountChange;

    /// <summary>What stands in the way is another room's business: whoever had it asked knows what it is.</summary>
    public sealed record Prevented : AccountChange;

    /// <summary>Another account has the address.</summary>
    public sealed record Taken(string Email) : AccountChange;

    public sealed record Invalid(IReadOnlyList<AccountProblem> Problems) : AccountChange;

    public sealed record WeakPassword(IReadOnlyList<PasswordFault> Faults) : AccountChange;

    public sealed record Busy(TimeSpan RetryAfter) : AccountChange;
}

/// <summary>One thing that keeps an account from being what somebody wants.</summary>
/// <param name="Member">What of it, by the name of `NewAccount` and `AccountForm` as JSON has it.</param>
/// <param name="Sentence">For whoever asked.</param>
internal sealed record AccountProblem(string Member, string Sentence);
