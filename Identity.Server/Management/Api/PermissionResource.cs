using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What there is to be allowed.</summary>
internal sealed class PermissionResource : IResource
{
    public string Tag => "Roles";

    public void Declare(Routes routes) =>
        routes.List("/permissions", Permission.RolesRead, "List what a role can hold", new Listing("name"), ListAsync);

    private static Task<Reply<Page<PermissionAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        Reply<Page<PermissionAnswer>> page = list.PageOfAll(
            Permission.All,
            one => one.Name,
            one => new PermissionAnswer(one.Name, one.Description)
        );
        return Task.FromResult(page);
    }
}

/// <summary>A permission, as it is shown.</summary>
internal sealed record PermissionAnswer(string Name, string Description);
