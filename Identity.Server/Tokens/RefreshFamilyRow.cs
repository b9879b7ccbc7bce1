using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Tokens;

/// <summary>A refresh family at rest: one row from sign-in to end, however often its token rotates.</summary>
/// <remarks>
/// A rotation changes no indexed column but <see cref="PurgeOn"/>, and that at most once a day: PostgreSQL rewrites the
/// row within its page and reclaims the old version there, so that the table does not grow. EF Core owns the schema,
/// <see cref="RefreshTokens"/> the statements.
/// </remarks>
internal sealed class RefreshFamilyRow
{
    public Guid Id { get; init; }
    public Guid Lookup { get; init; }
    public required byte[] CurrentHash { get; init; }
    public byte[]? PreviousHash { get; init; }
    public required string ClientId { get; init; }
    public Guid Subject { get; init; }

    /// <summary>The account's epoch at sign-in: a family of an earlier one is over.</summary>
    public int Epoch { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>The API the first access token was for; a refresh that names none gets the same again.</summary>
    public string? Audience { get; init; }
    public DateTimeOffset AuthTime { get; init; }

    /// <summary>The browser session it came of; without offline_access it ends with that.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>What ID tokens say of the sign-in, as JSON; null where they say no more than when it was.</summary>
    public string? Context { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset RotatedAt { get; init; }
    public DateTimeOffset IdleUntil { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The day after which nothing can come of the row.</summary>
    public DateOnly PurgeOn { get; init; }
}

/// <summary>The table of refresh families.</summary>
internal sealed class RefreshFamilyTable : IEntityTypeConfiguration<RefreshFamilyRow>
{
    public void Configure(EntityTypeBuilder<RefreshFamilyRow> builder)
    {
        builder.ToTable("refresh_families");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.Lookup).IsUnique();
        builder.Property(row => row.Context).HasColumnType("jsonb");
        builder.HasIndex(row => row.Subject);
        builder.HasIndex(row => row.SessionId).HasFilter("session_id IS NOT NULL");
        builder.HasIndex(row => row.PurgeOn);
    }
}
