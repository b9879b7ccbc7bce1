namespace Identity.Admin.Management;

/// <summary>Who is signed in here, what they may do, and where.</summary>
public sealed record Me(
    string Id,
    string? Name,
    string? Email,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Permissions,
    string Environment,
    string Issuer,
    string Version
)
{
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? Email ?? Id : Name;

    public bool May(string permission) => Permissions.Contains(permission, StringComparer.Ordinal);

    public bool IsAs(Me other) =>
        Id == other.Id
        && Name == other.Name
        && Permissions.Order(StringComparer.Ordinal).SequenceEqual(other.Permissions.Order(StringComparer.Ordinal));
}
