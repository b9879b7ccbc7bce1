using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>What a password must be like that somebody chooses on the server's own pages.</summary>
/// <remarks>NIST SP 800-63B §5.1.1.2: length, and no well-known passwords, do more than classes of characters.</remarks>
internal sealed class ServerPasswordPolicyOptions
{
    public const string Section = "Passwords:Policy";

    /// <summary>Characters that a new password needs.</summary>
    [Range(8, 64)]
    public int MinimumLength { get; init; } = 8;

    /// <summary>Whether it needs a capital letter.</summary>
    public bool RequiresUpperCase { get; init; }

    /// <summary>Whether it needs a small letter.</summary>
    public bool RequiresLowerCase { get; init; }

    /// <summary>Whether it needs a digit.</summary>
    public bool RequiresDigit { get; init; }

    /// <summary>Whether it needs a character that is neither a letter nor a digit.</summary>
    public bool RequiresSpecial { get; init; }

    /// <inheritdoc cref="PasswordPolicy.RefusesCommon"/>
    public bool RefusesCommon { get; init; } = true;

    /// <inheritdoc cref="PasswordPolicy.RefusesSimilar"/>
    public bool RefusesSimilar { get; init; } = true;

    /// <inheritdoc cref="PasswordPolicy.RefusesBreached"/>
    public bool RefusesBreached { get; init; } = true;

    public PasswordPolicy ToPolicy() =>
        new()
        {
            MinimumLength = MinimumLength,
            RequiresUpperCase = RequiresUpperCase,
            RequiresLowerCase = RequiresLowerCase,
            RequiresDigit = RequiresDigit,
            RequiresSpecial = RequiresSpecial,
            RefusesCommon = RefusesCommon,
            RefusesSimilar = RefusesSimilar,
            RefusesBreached = RefusesBreached,
        };
}

[OptionsValidator]
internal sealed partial class ServerPasswordPolicyOptionsValidator : IValidateOptions<ServerPasswordPolicyOptions>;
