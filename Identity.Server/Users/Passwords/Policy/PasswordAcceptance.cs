namespace Identity.Server.Users.Passwords.Policy;

/// <summary>What came of somebody wanting a password.</summary>
internal abstract record NewPassword
{
    /// <param name="Hash">To be stored.</param>
    public sealed record Accepted(string Hash) : NewPassword
    {
        public override string ToString() => nameof(Accepted);
    }

    public sealed record Weak(IReadOnlyList<PasswordFault> Faults) : NewPassword;

    public sealed record Busy(TimeSpan RetryAfter) : NewPassword;
}

/// <summary>Looks at a password that somebody wants, and hashes it where it will do.</summary>
internal sealed class PasswordAcceptance(PasswordGuard guard, PasswordHashing passwords)
{
    public async Task<NewPassword> AcceptAsync(
        string password,
        PasswordOwner owner,
        PasswordPolicy policy,
        CancellationToken ct
    )
    {
        if (await guard.CheckAsync(password, owner, policy, ct) is { Count: > 0 } faults)
            return new NewPassword.Weak(faults);
        return await passwords.HashAsync(password, ct) switch
        {
            NewHash.Hashed made => new NewPassword.Accepted(made.Hash),
            NewHash.Busy busy => new NewPassword.Busy(busy.RetryAfter),
            _ => new NewPassword.Weak([PasswordFault.NotText]),
        };
    }
}
