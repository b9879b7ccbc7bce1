using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>What administrators may do: roles, and the permissions that they are made of.</summary>
public sealed class Roles(ManagementApi api)
{
    public Task<Answer<Listing<Role>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Role>("roles", query, ct);

    public Task<Answer<Kept<Role>>> FindAsync(string name, CancellationToken ct = default) =>
        api.FindAsync<Role>(Path(name), ct);

    public Task<Answer<Role>> CreateAsync(string name, string? description, IReadOnlyCollection<string> permissions) =>
        api.CreateAsync<Role>(
            "roles",
            new
            {
                name,
                description,
                permissions,
            }
        );

    public Task<Answer<Kept<Role>>> UpdateAsync(string name, JsonObject patch, string etag) =>
        api.PatchAsync<Role>(Path(name), patch, etag);

    public Task<Answer<Nothing>> DeleteAsync(string name, string etag) =>
        api.DoAsync(HttpMethod.Delete, Path(name), etag: etag);

    public Task<Answer<Listing<Member>>> MembersAsync(string name, ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<Member>($"{Path(name)}/members", query, ct);

    public Task<Answer<Listing<Permission>>> PermissionsAsync(CancellationToken ct = default) =>
        api.GetAsync<Listing<Permission>>("permissions", ct);

    private static string Path(string name) => $"roles/{Uri.EscapeDataString(name)}";
}

/// <summary>A named set of permissions.</summary>
public sealed record Role(string Name, string? Description, bool IsBuiltIn, IReadOnlyList<string> Permissions)
{
    public int Members { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>Who has a role.</summary>
/// <param name="Kind"><c>user</c> or <c>client</c>.</param>
public sealed record Member(string Kind, string Id, string? Name, string? Email);

/// <summary>One thing that may be allowed.</summary>
public sealed record Permission(string Name, string? Description);
