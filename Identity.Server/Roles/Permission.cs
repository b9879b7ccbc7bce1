using System.Collections.Frozen;

namespace Identity.Server.Roles;

/// <summary>Something that one may be allowed to do here, by the name that roles and tokens' owners know it by. There are these and no others.</summary>
internal sealed class Permission
{
    /// <summary>For what anybody may do who has shown who they are.</summary>
    public static readonly Permission? NotNeeded;

    public static readonly Permission UsersRead = new("users.read", "See people and their accounts");
    public static readonly Permission UsersWrite = new("users.write", "Create, invite, change and suspend people");
    public static readonly Permission UsersDelete = new("users.delete", "Delete people with everything of theirs");
    public static readonly Permission RolesRead = new("roles.read", "See roles and who has them");
    public static readonly Permission RolesWrite = new("roles.write", "Make and change roles, and give them out");
    public static readonly Permission ClientsRead = new("clients.read", "See clients");
    public static readonly Permission ClientsWrite = new("clients.write", "Register, change and delete clients");
    public static readonly Permission ApisRead = new("apis.read", "See APIs and scopes");
    public static readonly Permission ApisWrite = new("apis.write", "Register, change and delete APIs and scopes");
    public static readonly Permission ProfilesRead = new("profiles.read", "See profiles of the account API");
    public static readonly Permission ProfilesWrite = new("profiles.write", "Apply and delete such profiles");
    public static readonly Permission SessionsRead = new("sessions.read", "See who is signed in, and where");
    public static readonly Permission SessionsWrite = new("sessions.write", "Sign people out");
    public static readonly Permission ConsentsRead = new("consents.read", "See what people allowed apps");
    public static readonly Permission ConsentsWrite = new("consents.write", "Withdraw what people allowed apps");
    public static readonly Permission GrantsRead = new("grants.read", "See lasting access that apps have");
    public static readonly Permission GrantsWrite = new("grants.write", "End such access, and single tokens");
    public static readonly Permission KeysRead = new("keys.read", "See signing keys, never their secret part");
    public static readonly Permission KeysWrite = new("keys.write", "Rotate and retire signing keys");
    public static readonly Permission LettersRead = new("letters.read", "See letters that wait, were sent or died");
    public static readonly Permission LettersWrite = new("letters.write", "Send letters again, or delete them");
    public static readonly Permission JobsRead = new("jobs.read", "See jobs and how they went");
    public static readonly Permission JobsWrite = new("jobs.write", "Run jobs at once");
    public static readonly Permission AuditRead = new("audit.read", "Read the audit");
    public static readonly Permission SettingsRead = new("settings.read", "See settings and where they come from");
    public static readonly Permission LogsWrite = new("logs.write", "Change for a while what is logged");
    public static readonly Permission StatisticsRead = new("statistics.read", "See the figures");
    public static readonly Permission TracesRead = new("traces.read", "Trace a request: what was decided, and why");
    public static readonly Permission OwnersWrite = new("owners.write", "Make people owners");

    public static readonly IReadOnlyList<Permission> All =
    [
        UsersRead,
        UsersWrite,
        UsersDelete,
        RolesRead,
        RolesWrite,
        ClientsRead,
        ClientsWrite,
        ApisRead,
        ApisWrite,
        ProfilesRead,
        ProfilesWrite,
        SessionsRead,
        SessionsWrite,
        ConsentsRead,
        ConsentsWrite,
        GrantsRead,
        GrantsWrite,
        KeysRead,
        KeysWrite,
        LettersRead,
        LettersWrite,
        JobsRead,
        JobsWrite,
        AuditRead,
        SettingsRead,
        LogsWrite,
        StatisticsRead,
        TracesRead,
        OwnersWrite,
    ];

    private static readonly FrozenDictionary<string, Permission> ByName = All.ToFrozenDictionary(
        one => one.Name,
        StringComparer.Ordinal
    );

    private Permission(string name, string description) => (Name, Description) = (name, description);

    public string Name { get; }

    /// <summary>What it allows, in a few words.</summary>
    public string Description { get; }

    /// <summary>Whether it lets one see and not change.</summary>
    public bool IsOfReading => Name.EndsWith(".read", StringComparison.Ordinal);

    public static Permission? Find(string name) => ByName.GetValueOrDefault(name);

    public override string ToString() => Name;
}
