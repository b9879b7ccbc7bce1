using System.Collections.Frozen;

namespace Identity.Server.Roles;

/// <summary>What somebody may do at this moment: the permissions of all their roles together.</summary>
internal sealed class Rights
{
    private readonly FrozenSet<Permission> _held;

    private Rights(IEnumerable<Permission> held) => _held = held.ToFrozenSet();

    public static Rights None { get; } = new([]);

    /// <summary>What an owner may.</summary>
    public static Rights All { get; } = new(Permission.All);

    /// <summary>Whether nothing is kept from them.</summary>
    public bool AreComplete => _held.Count == Permission.All.Count;

    /// <summary>Each of them, in the order of <see cref="Permission.All"/>.</summary>
    public IEnumerable<Permission> Permissions => Permission.All.Where(_held.Contains);

    public static Rights Of(params IEnumerable<Permission> held) => new(held);

    public static Rights Of(params IEnumerable<Role> roles) => new(roles.SelectMany(role => role.Permissions));

    public bool Hold(Permission? needed) => needed is null || _held.Contains(needed);

    /// <returns>The first of the permissions that they lack, or null where they hold all.</returns>
    public Permission? FirstLacking(IEnumerable<Permission> needed) =>
        needed.FirstOrDefault(one => !_held.Contains(one));
}
