using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Users.Registration;

/// <summary>An account as a person asks for it.</summary>
/// <param name="TimeZone">An IANA name.</param>
/// <param name="Locale">The language they were reading.</param>
internal sealed record RegistrationRequest(
    string Email,
    string Password,
    string? Name,
    string? TimeZone,
    string? Locale
);

/// <summary>What the door that a person registers at wants of a registration.</summary>
internal sealed record RegistrationTerms
{
    public required PasswordPolicy Policy { get; init; }

    /// <summary>Whether a letter asks the new account to verify its address.</summary>
    public bool SendsVerification { get; init; } = true;

    /// <summary>Whether the owner of a taken address is told by letter, since whoever asked may not be told.</summary>
    public bool TellsOwner { get; init; } = true;

    /// <summary>The front end's own page for the verification link; null for ours.</summary>
    public string? VerificationLink { get; init; }
}

/// <summary>What came of it.</summary>
internal abstract record RegistrationOutcome
{
    public sealed record Created(Person Person) : RegistrationOutcome;

    /// <summary>There is an account of this address. Only a door whose contract says so may tell.</summary>
    public sealed record Taken : RegistrationOutcome;

    public sealed record InvalidEmail : RegistrationOutcome;

    public sealed record InvalidName : RegistrationOutcome;

    public sealed record InvalidTimeZone : RegistrationOutcome;

    public sealed record WeakPassword(IReadOnlyList<PasswordFault> Faults) : RegistrationOutcome;

    public sealed record Busy(TimeSpan RetryAfter) : RegistrationOutcome;
}
