using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Keys.Encryption;

/// <summary>A key that others encrypt to us with, at rest: its private part sealed under the master key.</summary>
internal sealed class EncryptionKeyRow
{
    public required string KeyId { get; init; }

    /// <summary>The key management algorithm it is published for (RFC 7518 §4.1).</summary>
    public required string Algorithm { get; init; }
    public required int Generation { get; init; }
    public required byte[] SealedPrivateKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The table of encryption keys.</summary>
internal sealed class EncryptionKeyTable : IEntityTypeConfiguration<EncryptionKeyRow>
{
    public void Configure(EntityTypeBuilder<EncryptionKeyRow> builder)
    {
        builder.ToTable("encryption_keys");
        builder.HasKey(row => row.KeyId);
        builder.Property(row => row.KeyId).HasMaxLength(64);
        builder.Property(row => row.Algorithm).HasMaxLength(32);
        builder.HasIndex(row => new { row.Algorithm, row.Generation }).IsUnique();
    }
}
