namespace Identity.Server.Roles;

/// <summary>A set of permissions under a name, to be given to people and clients.</summary>
/// <param name="Version">What a change of it must know; empty for one that is part of the server, which nobody changes.</param>
internal sealed record Role(string Name, string Description, IReadOnlyList<Permission> Permissions, Guid Version)
{
    public bool IsBuiltIn { get; init; }

    /// <summary>When it was made; null for one that is part of the server.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The roles that are part of the server, and the same in each.</summary>
internal static class BuiltInRoles
{
    public const string OwnerName = "owner";

    public static Role Owner { get; } = Make(OwnerName, "Everything, and making others owners.", Permission.All);

    public static Role Administrator { get; } =
        Make(
            "administrator",
            "Everything but making others owners.",
            Permission.All.Where(one => one != Permission.OwnersWrite)
        );

    public static Role Helpdesk { get; } =
        Make(
            "helpdesk",
            "Helps people with their accounts, sessions and apps.",
            [
                Permission.UsersRead,
                Permission.UsersWrite,
                Permission.SessionsRead,
                Permission.SessionsWrite,
                Permission.ConsentsRead,
                Permission.ConsentsWrite,
                Permission.GrantsRead,
                Permission.GrantsWrite,
            ]
        );

    public static Role Auditor { get; } =
        Make("auditor", "Sees everything and changes nothing.", Permission.All.Where(one => one.IsOfReading));

    public static IReadOnlyList<Role> All { get; } = [Owner, Administrator, Helpdesk, Auditor];

    public static Role? Find(string name) => All.FirstOrDefault(role => role.Name == name);

    private static Role Make(string name, string description, IEnumerable<Permission> permissions) =>
        new(name, description, [.. permissions], Guid.Empty) { IsBuiltIn = true };
}
