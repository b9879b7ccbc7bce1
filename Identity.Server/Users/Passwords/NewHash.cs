namespace Identity.Server.Users.Passwords;

/// <summary>What became of a password that someone wants to have.</summary>
internal abstract record NewHash
{
    private NewHash() { }

    internal sealed record Hashed(string Hash) : NewHash
    {
        public override string ToString() => nameof(Hashed);
    }

    /// <summary>Over <see cref="PasswordRules.MaximumBytes"/> in UTF-8.</summary>
    internal sealed record TooLong : NewHash;

    /// <summary>It has a NUL or half a surrogate pair in it: nothing a keyboard sends.</summary>
    internal sealed record NotText : NewHash;

    /// <summary>Too many passwords are waiting; this one was not looked at.</summary>
    internal sealed record Busy(TimeSpan RetryAfter) : NewHash;
}
