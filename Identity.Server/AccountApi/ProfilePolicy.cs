using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.AccountApi;

/// <summary>A profile's rules for passwords, as the room of accounts understands them.</summary>
internal static class ProfilePolicy
{
    public static PasswordPolicy Of(AccountProfile profile) =>
        new()
        {
            MinimumLength = profile.Passwords.MinimumLength,
            RequiresUpperCase = profile.Passwords.RequiresUpperCase,
            RequiresLowerCase = profile.Passwords.RequiresLowerCase,
            RequiresDigit = profile.Passwords.RequiresDigit,
            RequiresSpecial = profile.Passwords.RequiresSpecial,
            RefusesCommon = profile.Passwords.RefusesCommon,
            RefusesSimilar = profile.Passwords.RefusesSimilar,
        };
}
