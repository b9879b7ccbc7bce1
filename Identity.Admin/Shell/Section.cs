using Identity.Admin.Management;

namespace Identity.Admin.Shell;

/// <summary>A part of the site: its place in the rail, in the command palette and on the keyboard.</summary>
/// <param name="Permission">Who lacks it does not see the section.</param>
/// <param name="Key">What is pressed after <c>g</c>.</param>
/// <param name="About">What the palette says of it.</param>
public sealed record Section(
    string Group,
    string Name,
    string Path,
    string Icon,
    string Permission,
    char Key,
    string About
)
{
    /// <summary>In the order of the rail.</summary>
    public static IReadOnlyList<Section> All { get; } =
    [
        new("", "Dashboard", "/", "dashboard", "statistics.read", 'd', "How the server is doing"),
        new("People", "Users", "/users", "users", "users.read", 'u', "Everybody who has an account"),
        new("People", "Roles", "/roles", "role", "roles.read", 'r', "What administrators may do"),
        new(
            "People",
            "Sessions",
            "/sessions",
            "session",
            "sessions.read",
            's',
            "Browsers that people are signed in with"
        ),
        new("People", "Consents", "/consents", "consent", "consents.read", 'o', "What people allowed apps"),
        new("People", "Grants", "/grants", "grant", "grants.read", 't', "Tokens that apps hold for people"),
        new("Apps", "Clients", "/clients", "client", "clients.read", 'c', "Apps that sign people in or get tokens"),
        new("Apps", "APIs & scopes", "/apis", "api", "apis.read", 'a', "What takes tokens, and what apps may do there"),
        new(
            "Apps",
            "Profiles",
            "/profiles",
            "profile",
            "profiles.read",
            'p',
            "Systems whose own front ends sign people in"
        ),
        new("Server", "Keys", "/keys", "key", "keys.read", 'k', "What tokens are signed with"),
        new("Server", "Letters", "/letters", "letter", "letters.read", 'l', "Letters to people, and how they look"),
        new("Server", "Jobs", "/jobs", "job", "jobs.read", 'j', "What the server does by itself"),
        new("Server", "Audit", "/audit", "audit", "audit.read", 'e', "Everything that happened"),
        new("Server", "Settings", "/settings", "settings", "settings.read", 'x', "What the server is set to"),
        new("Server", "Trace", "/trace", "trace", "traces.read", 'q', "Why a request went as it did"),
    ];

    /// <summary>The sections that somebody sees.</summary>
    public static IEnumerable<Section> Of(Me me) => All.Where(section => me.May(section.Permission));
}
