using Identity.Server.Roles;

namespace Identity.Server.Management.Wire;

/// <summary>Reads permissions by their names.</summary>
internal static class PermissionNames
{
    public static Checked<IReadOnlyList<Permission>> Read(string member, IEnumerable<string> names)
    {
        var (found, wrong) = (new List<Permission>(), new Invalid());
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (Permission.Find(name) is { } permission)
                found.Add(permission);
            else
                wrong.Add(member, $"There is no permission '{name}'.");
        }
        return wrong.IsEmpty ? new(found) : new(wrong.ToProblem());
    }
}
