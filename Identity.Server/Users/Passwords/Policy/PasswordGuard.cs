using System.Globalization;
using System.Text;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Says which rules of a policy a new password breaks: all of them at once, so that nobody has to guess again and again.</summary>
internal sealed class PasswordGuard(CommonPasswords common, BreachedPasswords breached)
{
    /// <param name="password">What somebody wants.</param>
    /// <param name="owner">Whose it is to be.</param>
    /// <param name="policy">The rules that hold here.</param>
    public async Task<IReadOnlyList<PasswordFault>> CheckAsync(
        string password,
        PasswordOwner owner,
        PasswordPolicy policy,
        CancellationToken ct
    )
    {
        PasswordFault[] faults = [.. Broken(password, owner, policy)];

        // Nobody outside is asked about a password that is refused anyway.
        if (faults is [] && policy.RefusesBreached && await breached.ContainsAsync(password, ct))
            return [PasswordFault.Breached];
        return faults;
    }

    private IEnumerable<PasswordFault> Broken(string password, PasswordOwner owner, PasswordPolicy policy)
    {
        var isTooLong = PasswordRules.IsTooLong(password);
        if (isTooLong)
            yield return PasswordFault.TooLong;
        else if (!PasswordRules.TryEncode(password, stackalloc byte[PasswordRules.MaximumBytes], out _))
            yield return PasswordFault.NotText;
        if (new StringInfo(password).LengthInTextElements < policy.MinimumLength)
            yield return PasswordFault.TooShort;

        if (policy.RefusesCommon && !isTooLong && common.Contains(password))
            yield return PasswordFault.TooCommon;
        if (policy.RefusesSimilar && !isTooLong && Resemblance.IsSimilar(password, owner))
            yield return PasswordFault.TooSimilar;

        var runes = password.EnumerateRunes().ToArray();
        if (policy.RequiresUpperCase && !runes.Any(Rune.IsUpper))
            yield return PasswordFault.NoUpperCase;
        if (policy.RequiresLowerCase && !runes.Any(Rune.IsLower))
            yield return PasswordFault.NoLowerCase;
        if (policy.RequiresDigit && !runes.Any(Rune.IsDigit))
            yield return PasswordFault.NoDigit;
        if (policy.RequiresSpecial && runes.All(rune => Rune.IsLetterOrDigit(rune) || Rune.IsWhiteSpace(rune)))
            yield return PasswordFault.NoSpecial;
    }
}
