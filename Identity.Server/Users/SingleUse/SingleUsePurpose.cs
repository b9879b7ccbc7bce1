namespace Identity.Server.Users.SingleUse;

/// <summary>What a link is good for, and for how long. One kind never passes for another.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Prefix">How its tokens begin: one of another kind is refused before it is looked up.</param>
internal sealed record SingleUsePurpose(string Name, string Prefix, TimeSpan Lifetime)
{
    public static SingleUsePurpose EmailVerification { get; } =
        new("email_verification", "ev_", TimeSpan.FromHours(24));

    public static SingleUsePurpose PasswordReset { get; } = new("password_reset", "pr_", TimeSpan.FromHours(1));

    /// <summary>Somebody made an account for the reader, who chooses its first password.</summary>
    public static SingleUsePurpose Invitation { get; } = new("invitation", "iv_", TimeSpan.FromDays(7));

    /// <summary>Somebody has just shown their password, and chooses another before they are signed in. No letter carries it.</summary>
    public static SingleUsePurpose DuePassword { get; } = new("due_password", "dp_", TimeSpan.FromMinutes(15));

    /// <summary>The present address agrees that the account moves to another.</summary>
    public static SingleUsePurpose EmailChangeApproval { get; } =
        new("email_change_approval", "ea_", TimeSpan.FromHours(24));

    /// <summary>The new address is its owner's.</summary>
    public static SingleUsePurpose EmailChange { get; } = new("email_change", "ec_", TimeSpan.FromHours(24));
}
