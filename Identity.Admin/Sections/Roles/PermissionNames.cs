using Identity.Admin.Management;

namespace Identity.Admin.Sections.Roles;

/// <summary>Permissions as people read them: grouped by what they are about.</summary>
internal static class PermissionNames
{
    // As the sections stand in the rail; what is not among them comes last.
    private static readonly string[] Subjects =
    [
        "users",
        "sessions",
        "consents",
        "grants",
        "clients",
        "apis",
        "profiles",
        "keys",
        "letters",
        "jobs",
        "settings",
        "logs",
        "statistics",
        "audit",
        "traces",
        "roles",
        "owners",
    ];

    private static readonly string[] Deeds = ["read", "write", "delete"];

    public static IEnumerable<IGrouping<string, Permission>> Grouped(IEnumerable<Permission> permissions) =>
        permissions
            .OrderBy(permission => Place(Subjects, permission.Name.Split('.')[0]))
            .ThenBy(permission => Place(Deeds, permission.Name.Split('.')[^1]))
            .GroupBy(permission => GroupOf(permission.Name));

    public static string GroupOf(string permission)
    {
        var subject = permission.Split('.')[0];
        if (subject == "apis")
            return "APIs and scopes";
        return subject.Length == 0 ? permission : char.ToUpperInvariant(subject[0]) + subject[1..];
    }

    private static int Place(string[] order, string word) =>
        Array.IndexOf(order, word) is >= 0 and var at ? at : order.Length;

    /// <summary>What is allowed, where the server has no words for it.</summary>
    public static string Words(Permission permission) =>
        !string.IsNullOrWhiteSpace(permission.Description) ? permission.Description
        : permission.Name.Split('.') is [var subject, var deed] ? $"{deed} {subject}"
        : permission.Name;
}
