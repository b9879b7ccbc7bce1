using Identity.Server.Users.Passwords.Policy;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.Forms;

/// <summary>What pages know of a password that somebody chooses: the rules, in words what it lacks, and how strong it is.</summary>
internal sealed class NewPasswords(
    IOptions<ServerPasswordPolicyOptions> policy,
    StrengthMeter meter,
    IStringLocalizer<Texts> T
)
{
    public PasswordPolicy Policy { get; } = policy.Value.ToPolicy();

    public PasswordStrength Measure(string password, string email, string? name = null) =>
        meter.Measure(password, new PasswordOwner(email, name));

    /// <summary>All that is wrong in one text, for one field has one problem.</summary>
    public string Words(IEnumerable<PasswordFault> faults) => string.Join(' ', faults.Select(Words));

    private string Words(PasswordFault fault) =>
        fault switch
        {
            PasswordFault.TooShort => T["Use at least {0} characters.", Policy.MinimumLength],
            PasswordFault.TooLong => T["This password is too long. Use 72 characters at most."],
            PasswordFault.NotText => T["This password has a character in it that cannot be used."],
            PasswordFault.NoUpperCase => T["Use at least one capital letter."],
            PasswordFault.NoLowerCase => T["Use at least one small letter."],
            PasswordFault.NoDigit => T["Use at least one digit."],
            PasswordFault.NoSpecial => T["Use at least one character that is neither a letter nor a digit."],
            PasswordFault.TooCommon => T["Many people use this password, so it is guessed first. Choose another one."],
            PasswordFault.TooSimilar => T["This password is too much like your e-mail address or your name."],
            _ => T["This password has appeared in a data breach elsewhere. Choose another one."],
        };
}
