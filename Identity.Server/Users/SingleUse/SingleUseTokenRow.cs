using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Users.SingleUse;

/// <summary>A link in a letter at rest. A person has one of a kind: the next replaces it.</summary>
internal sealed class SingleUseTokenRow
{
    public Guid UserId { get; init; }
    public required string Purpose { get; init; }

    /// <summary>SHA-256 of the token; the token itself is nowhere but in the letter.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What the token is about beside the person: a new e-mail address.</summary>
    public string? About { get; init; }

    /// <summary>When its letter was asked for: what an older letter brings, late, does not replace it.</summary>
    public DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>The table of links in letters.</summary>
internal sealed class SingleUseTokenTable : IEntityTypeConfiguration<SingleUseTokenRow>
{
    public void Configure(EntityTypeBuilder<SingleUseTokenRow> builder)
    {
        builder.ToTable("single_use_tokens");
        builder.HasKey(row => new { row.UserId, row.Purpose });
        builder.Property(row => row.Purpose).HasMaxLength(32);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
