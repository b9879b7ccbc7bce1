using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Roles;

/// <summary>A link that makes the first owner, at rest. It is good once.</summary>
internal sealed class SetUpLinkRow
{
    /// <summary>SHA-256 of the handle in the link.</summary>
    public required byte[] Hash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>The table of set-up links.</summary>
internal sealed class SetUpLinkTable : IEntityTypeConfiguration<SetUpLinkRow>
{
    public void Configure(EntityTypeBuilder<SetUpLinkRow> builder)
    {
        builder.ToTable("set_up_links");
        builder.HasKey(row => row.Hash);
    }
}
