using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>What the parts of a profile must be to each other, and profiles to one another.</summary>
internal static class ProfileRules
{
    public static void Check(AccountProfile profile, DocumentPart document)
    {
        if (profile.Routes.Count == 0)
            document.Problem("routes is missing: a profile without routes does nothing.");
        foreach (var twice in profile.Routes.GroupBy(AddressOf, StringComparer.Ordinal).Where(same => same.Count() > 1))
            document.Problem($"routes has {twice.Key} twice.");

        var register = profile.Routes.Where(route => route.Action == AccountAction.Register).ToArray();
        if (profile.Registration.HidesTaken && register.Any(route => TellsPerson(route) || TellsTokens(route)))
        {
            document.Problem(
                "registration.takenEmail cannot be 'hide' while the answer of register tells of the account: there is none to tell of."
            );
        }

        if (profile.MustBeVerified && register.Any(TellsTokens))
        {
            document.Problem(
                "register cannot answer with tokens while mustBeVerified is true: nobody is verified yet."
            );
        }
        if (profile.MustBeVerified && register.Length > 0 && !profile.Registration.SendsVerification)
        {
            document.Problem(
                "mustBeVerified is true and registration.sendsVerification is false: nobody could ever sign in."
            );
        }
        foreach (var refresh in profile.Routes.Where(route => route.Action == AccountAction.Refresh))
        {
            if (!refresh.AnswersWith([AccountActions.RefreshToken]))
            {
                document.Problem(
                    $"{AddressOf(refresh)} must answer with refresh_token: the one that it takes is spent."
                );
            }
        }
    }

    /// <summary>Two profiles may share a prefix, and never an address.</summary>
    public static IEnumerable<string> Collisions(AccountProfile profile, IEnumerable<AccountProfile> others) =>
        from other in others
        where other.Name != profile.Name
        from route in profile.Routes
        where other.Routes.Any(theirs => AddressOf(theirs) == AddressOf(route))
        select $"{AddressOf(route)} belongs to the profile '{other.Name}' already.";

    public static string AddressOf(ProfileRoute route) => $"{route.Method} {route.Path}";

    private static bool TellsPerson(ProfileRoute route) => route.AnswersWith(AccountActions.PersonSources);

    private static bool TellsTokens(ProfileRoute route) => route.AnswersWith(AccountActions.TokenSources);
}
