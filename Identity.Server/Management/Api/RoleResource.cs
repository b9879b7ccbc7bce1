using System.Text.Json.Serialization;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>Roles: those of the server, those that were made here, and who has them.</summary>
internal sealed class RoleResource(RoleRegistry roles, RoleMembers members, RoleRoll roll) : IResource
{
    public string Tag => "Roles";

    public void Declare(Routes routes)
    {
        routes.List("/roles", Permission.RolesRead, "List roles", new Listing("name"), ListAsync);
        routes.Create<NewRole, RoleAnswer>("/roles", Permission.RolesWrite, "Make a role", CreateAsync);
        routes.Get("/roles/{name}", Permission.RolesRead, "Read a role", ReadAsync);
        routes.Patch<RolePatch, RoleAnswer>("/roles/{name}", Permission.RolesWrite, "Change a role", ChangeAsync);
        routes.Delete("/roles/{name}", Permission.RolesWrite, "Delete a role that nobody has", DeleteAsync);
        routes.List(
            "/roles/{name}/members",
            Permission.RolesRead,
            "List who has a role",
            Listing.Plain,
            ListMembersAsync
        );
    }

    private async Task<Reply<Page<RoleAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var counts = await members.CountAsync(ct);
        return list.PageOfAll(
            await roles.ListAsync(ct),
            role => role.Name,
            role => RoleAnswer.Of(role, counts.GetValueOrDefault(role.Name))
        );
    }

    private async Task<Reply<RoleAnswer>> ReadAsync(Call call, CancellationToken ct) =>
        await roles.FindAsync(call["name"], ct) is { } role ? await ShowAsync(role, ct) : NoSuch(call["name"]);

    private async Task<Reply<RoleAnswer>> CreateAsync(Call call, NewRole asked, CancellationToken ct)
    {
        if (PermissionNames.Read("permissions", asked.Permissions).Refused(out var problem, out var permissions))
            return problem;
        var change = await roles.CreateAsync(call.Actor, asked.Name, asked.Description ?? "", permissions, ct);
        return change is RoleChange.Done { Role: var made }
            ? Reply.Created(RoleAnswer.Of(made, members: 0), $"/roles/{Reply.Segment(made.Name)}", VersionOf(made))
            : ProblemOf(change, asked.Name);
    }

    private async Task<Reply<RoleAnswer>> ChangeAsync(Call call, RolePatch patch, CancellationToken ct)
    {
        var name = call["name"];
        if (patch.Permissions is { IsGiven: true, Value: null })
            return Problem.Invalid("permissions", "'permissions' must not be null.");
        IReadOnlyList<Permission>? permissions = null;
        if (
            patch.Permissions.Value is { } names
            && PermissionNames.Read("permissions", names).Refused(out var problem, out permissions)
        )
        {
            return problem;
        }
        if (await roles.FindAsync(name, ct) is not { } role)
            return NoSuch(name);
        if (!call.IfMatch.Allows(VersionOf(role)))
            return Problem.PreconditionFailed();

        var description = patch.Description.IsGiven ? patch.Description.Value ?? "" : null;
        var version = call.IfMatch.Pin(role.Version);
        var change = await roles.ChangeAsync(call.Actor, name, version, description, permissions, ct);
        return change is RoleChange.Done { Role: var changed } ? await ShowAsync(changed, ct) : ProblemOf(change, name);
    }

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        var name = call["name"];
        if (await roles.FindAsync(name, ct) is not { } role)
            return NoSuch(name);
        if (!call.IfMatch.Allows(VersionOf(role)))
            return Problem.PreconditionFailed();
        var change = await roles.DeleteAsync(call.Actor, name, call.IfMatch.Pin(role.Version), ct);
        return change is RoleChange.Done ? Nothing.ToSay : ProblemOf(change, name);
    }

    private async Task<Reply<Page<RoleMemberAnswer>>> ListMembersAsync(ListCall list, CancellationToken ct)
    {
        var name = list.Call["name"];
        if (await roles.FindAsync(name, ct) is null)
            return NoSuch(name);
        var after = list.After<MemberPlace>()?.Entry ?? Guid.Empty;
        return list.Page(
            await roll.ListAsync(name, after, list.Take, ct),
            member => new MemberPlace(member.Entry),
            member => new RoleMemberAnswer(member.Party.Kind, member.Party.Id, member.Name) { Email = member.Email }
        );
    }

    private async Task<Reply<RoleAnswer>> ShowAsync(Role role, CancellationToken ct)
    {
        var counts = await members.CountAsync(ct);
        return Reply.Of(RoleAnswer.Of(role, counts.GetValueOrDefault(role.Name)), VersionOf(role));
    }

    private static string VersionOf(Role role) => role.Version.ToString("N");

    private static Problem NoSuch(string name) => Problem.NotFound($"There is no role '{name}'.");

    private static Problem ProblemOf(RoleChange change, string name) =>
        change switch
        {
            RoleChange.NoSuchRole => NoSuch(name),
            RoleChange.Moved => Problem.PreconditionFailed(),
            RoleChange.Forbidden forbidden => Problem.Forbidden(forbidden.Problem),
            RoleChange.Invalid invalid => Problem.Invalid(invalid.Member, invalid.Why),
            RoleChange.InTheWay way => Problem.Conflict(way.Why),
            _ => throw new InvalidOperationException($"{change}"),
        };

    private sealed record MemberPlace(Guid Entry);
}

/// <summary>A role, as it is shown.</summary>
internal sealed record RoleAnswer
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required bool IsBuiltIn { get; init; }
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>How many people and clients have it.</summary>
    public required long Members { get; init; }

    /// <summary>Null for a role that is part of the server.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    public static RoleAnswer Of(Role role, long members) =>
        new()
        {
            Name = role.Name,
            Description = role.Description,
            IsBuiltIn = role.IsBuiltIn,
            Permissions = [.. role.Permissions.Select(one => one.Name)],
            Members = members,
            CreatedAt = role.CreatedAt,
            UpdatedAt = role.UpdatedAt,
        };
}

/// <summary>A role to be made.</summary>
internal sealed record NewRole
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public required IReadOnlyList<string> Permissions { get; init; }
}

/// <summary>What is to change of a role.</summary>
internal sealed record RolePatch
{
    public Optional<string> Description { get; init; }
    public Optional<IReadOnlyList<string>> Permissions { get; init; }
}

/// <summary>Somebody who has a role, as they are shown.</summary>
internal sealed record RoleMemberAnswer(string Kind, string Id, string? Name)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }
}
