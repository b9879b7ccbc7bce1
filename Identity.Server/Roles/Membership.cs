namespace Identity.Server.Roles;

/// <summary>What came of giving and taking roles.</summary>
internal abstract record Membership
{
    /// <param name="Roles">What they have now, by name.</param>
    public sealed record Done(IReadOnlyList<string> Roles) : Membership
    {
        /// <summary>What they had until then.</summary>
        public required IReadOnlyList<string> Before { get; init; }
    }

    public sealed record NoSuchMember : Membership;

    public sealed record NoSuchRole(string Name) : Membership;

    /// <summary>Their roles are others by now.</summary>
    public sealed record Moved : Membership;

    public sealed record Forbidden(RightsProblem Problem) : Membership;

    /// <summary>Nobody would be left who can sign in and do everything.</summary>
    public sealed record LastOwner : Membership;

    /// <summary>A client was to become an owner.</summary>
    public sealed record OwnerIsPerson : Membership;
}
