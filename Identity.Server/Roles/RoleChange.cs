namespace Identity.Server.Roles;

/// <summary>What came of making, changing or deleting a role.</summary>
internal abstract record RoleChange
{
    public sealed record Done(Role Role) : RoleChange;

    public sealed record NoSuchRole : RoleChange;

    /// <summary>Somebody else has changed it since.</summary>
    public sealed record Moved : RoleChange;

    public sealed record Forbidden(RightsProblem Problem) : RoleChange;

    /// <summary>It cannot be as things are: the name is taken, or somebody has the role.</summary>
    /// <param name="Why">A sentence for whoever asked.</param>
    public sealed record InTheWay(string Why) : RoleChange;

    /// <param name="Member">What of it is wrong: `name`, `description` or `permissions`.</param>
    public sealed record Invalid(string Member, string Why) : RoleChange;
}
