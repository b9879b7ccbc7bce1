namespace Identity.Server.Users.Administration;

/// <summary>How it stands with an account.</summary>
internal enum AccountStatus
{
    Active,

    /// <summary>Its address was never shown to be its owner's.</summary>
    Unverified,

    /// <summary>It waits for its owner to choose a password.</summary>
    Invited,
    Suspended,
}

/// <summary>An account as those see it who manage accounts.</summary>
internal sealed record Account
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required string Email { get; init; }
    public required DateTimeOffset? EmailVerifiedAt { get; init; }
    public required string? Name { get; init; }
    public required string? TimeZone { get; init; }
    public required string? Locale { get; init; }

    /// <summary>As JSON; null where it is nothing.</summary>
    public required string? Details { get; init; }
    public required DateTimeOffset? SuspendedAt { get; init; }
    public required string? SuspensionMessage { get; init; }
    public required bool HasPassword { get; init; }
    public required bool PasswordChangeRequired { get; init; }
    public required DateTimeOffset? InvitedAt { get; init; }
    public required DateTimeOffset? LastSignInAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What a change of it must know.</summary>
    public required string Version { get; init; }

    public AccountStatus Status =>
        SuspendedAt is not null ? AccountStatus.Suspended
        : InvitedAt is not null && !HasPassword ? AccountStatus.Invited
        : EmailVerifiedAt is null ? AccountStatus.Unverified
        : AccountStatus.Active;
}
