namespace Identity.Server.Users.Import;

/// <summary>An account that is good to be imported, as far as the row alone can tell.</summary>
internal sealed record ImportedAccount
{
    public required long Row { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Whether the id is the source's own, or one we made.</summary>
    public required bool HasOwnId { get; init; }
    public long? Number { get; init; }
    public required string Email { get; init; }
    public required string CanonicalEmail { get; init; }
    public string? PasswordHash { get; init; }
    public string? Name { get; init; }
    public string? TimeZone { get; init; }
    public string? Locale { get; init; }

    /// <summary>What else is known of the person, as JSON; null where it is nothing.</summary>
    public string? Details { get; init; }
    public DateTimeOffset? SuspendedAt { get; init; }
    public string? SuspensionMessage { get; init; }
    public DateTimeOffset? EmailVerifiedAt { get; init; }

    /// <summary>Null where the source has none.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }

    public override string ToString() => $"row {Row}";
}

/// <summary>A row that was not imported, and why.</summary>
/// <param name="Email">Null where what stands in its place is no address: it could be anything, a hash for one.</param>
internal sealed record ImportRejection(long Row, string? Email, string Reason);

/// <summary>What an import does, beyond reading.</summary>
/// <param name="Applies">Else it only looks.</param>
/// <param name="IsVerified">Whether the addresses count as verified that the source says nothing of.</param>
/// <param name="AllowsNoPassword">Whether an account whose password cannot be taken over comes without one.</param>
internal sealed record ImportTerms(bool Applies, bool IsVerified, bool AllowsNoPassword);

/// <summary>What became of the rows.</summary>
/// <param name="New">Imported; in a dry run, those that would be.</param>
/// <param name="Unchanged">Imported before.</param>
/// <param name="Existing">There is another account of the address already, which stays as it is.</param>
/// <param name="Suspended">Of the new ones: they were inactive.</param>
/// <param name="WithoutPassword">Of the new ones.</param>
internal sealed record ImportSummary(
    long Read,
    long New,
    long Unchanged,
    long Existing,
    long Rejected,
    long Suspended,
    long WithoutPassword
);
