using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Database.DataProtection;

/// <summary>A key of the framework's Data Protection ring at rest, sealed. It protects forms, and grants nothing.</summary>
internal sealed class ProtectionKeyRow
{
    public Guid Id { get; init; }
    public required byte[] SealedKey { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The table of the Data Protection ring.</summary>
internal sealed class ProtectionKeyTable : IEntityTypeConfiguration<ProtectionKeyRow>
{
    public void Configure(EntityTypeBuilder<ProtectionKeyRow> builder)
    {
        builder.ToTable("protection_keys");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}
