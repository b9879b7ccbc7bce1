namespace Identity.Server.Users.Passwords.Policy;

/// <summary>What a new password must be like. The server has one; a profile of the account API may have its own.</summary>
internal sealed record PasswordPolicy
{
    /// <summary>What whoever sits at the command line is held to: nothing but what can be hashed.</summary>
    public static PasswordPolicy OfOperator { get; } =
        new()
        {
            MinimumLength = 1,
            RefusesCommon = false,
            RefusesSimilar = false,
            RefusesBreached = false,
        };

    /// <summary>Characters as a person counts them; NIST SP 800-63B §5.1.1.2 asks for eight or more.</summary>
    public int MinimumLength { get; init; } = 8;
    public bool RequiresUpperCase { get; init; }
    public bool RequiresLowerCase { get; init; }
    public bool RequiresDigit { get; init; }
    public bool RequiresSpecial { get; init; }

    /// <summary>Refuses what everybody tries first, and what is trivially that.</summary>
    public bool RefusesCommon { get; init; } = true;

    /// <summary>Refuses the e-mail address, its parts, and what is nearly one of them.</summary>
    public bool RefusesSimilar { get; init; } = true;

    /// <summary>Refuses what is in a list of stolen passwords, where the settings name one.</summary>
    public bool RefusesBreached { get; init; } = true;
}

/// <summary>A rule that a password breaks.</summary>
internal enum PasswordFault
{
    TooShort,

    /// <summary>Over <see cref="PasswordRules.MaximumBytes"/> in UTF-8.</summary>
    TooLong,

    /// <summary>It has a NUL or half a surrogate pair in it.</summary>
    NotText,
    NoUpperCase,
    NoLowerCase,
    NoDigit,
    NoSpecial,
    TooCommon,
    TooSimilar,

    /// <summary>It is in a list of passwords that were stolen elsewhere.</summary>
    Breached,
}
