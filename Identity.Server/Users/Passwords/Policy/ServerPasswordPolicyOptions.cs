using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>What a password must be like that somebody chooses on the server's own pages.</summary>
/// <remarks>NIST SP 800-63B §5.1.1.2: length, and no well-known passwords, do more than classes of characters.</remarks>
internal sealed class ServerPasswordPolicyOptions
{
    public const string Section = "Passwords:Policy";

    [Range(8, 64)]
    public int MinimumLength { get; init; } = 8;
    public bool RequiresUpperCase { get; init; }
    public bool RequiresLowerCase { get; init; }
    public bool RequiresDigit { get; init; }
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
