using Identity.Admin.Management;

namespace Identity.Admin.Sections.Roles;

/// <summary>Permissions as people read them: grouped by what they are about.</summary>
internal static class PermissionNames
{
    /// <summary>In the order in which the server names them.</summary>
    public static IEnumerable<IGrouping<string, Permission>> Grouped(IEnumerable<Permission> permissions) =>
        permissions.GroupBy(permission => GroupOf(permission.Name));

    public static string GroupOf(string permission)
    {
        var subject = permission.Split('.')[0];
        if (subject == "apis")
            return "APIs and scopes";
        return subject.Length == 0 ? permission : char.ToUpperInvariant(subject[0]) + subject[1..];
    }

    /// <summary>What is allowed, where the server has no words for it.</summary>
    public static string Words(Permission permission) =>
        !string.IsNullOrWhiteSpace(permission.Description) ? permission.Description
        : permission.Name.Split('.') is [var subject, var deed] ? $"{deed} {subject}"
        : permission.Name;
}
