namespace Identity.Server.Users.Passwords;

/// <summary>What became of a password that someone signs in with.</summary>
internal abstract record PasswordVerdict
{
    private PasswordVerdict() { }

    internal sealed record Match : PasswordVerdict;

    /// <summary>It matches, and now is the moment to hash it anew at the configured cost.</summary>
    internal sealed record MatchNeedsRehash : PasswordVerdict;

    internal sealed record Mismatch : PasswordVerdict;

    /// <summary>Too many passwords are waiting; this one was not looked at.</summary>
    internal sealed record Busy(TimeSpan RetryAfter) : PasswordVerdict;
}
