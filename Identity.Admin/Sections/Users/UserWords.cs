using Identity.Admin.Blocks.Lists;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Users;

/// <summary>What the states of an account are called, and how they are to be taken.</summary>
internal static class UserWords
{
    public static IReadOnlyList<FilterOption> States { get; } =
    [
        new("active", "Active"),
        new("unverified", "Not verified"),
        new("invited", "Invited"),
        new("suspended", "Suspended"),
    ];

    public static string Of(User user) =>
        States.FirstOrDefault(state => state.Value == user.Status)?.Label ?? user.Status;

    public static Tone ToneOf(User user) =>
        user.Status switch
        {
            "active" => Tone.Good,
            "invited" => Tone.New,
            "unverified" => Tone.Warn,
            "suspended" => Tone.Bad,
            _ => Tone.Plain,
        };
}
