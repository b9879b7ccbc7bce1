using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Keys;

/// <summary>A signing key at rest: its private part sealed under the master key, its times fixed when it was made.</summary>
internal sealed class SigningKeyRow
{
    public required string KeyId { get; init; }

    public required string Algorithm { get; init; }

    /// <summary>1, 2, 3 … within the algorithm; unique, so that two nodes cannot both make a key's successor.</summary>
    public required int Generation { get; init; }

    public required byte[] SealedPrivateKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it starts to sign; before that it is announced.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>When a newer key of the algorithm starts to sign, be it the next generation or one made in haste; null while there is none.</summary>
    public DateTimeOffset? SupersededAt(IEnumerable<SigningKeyRow> all) =>
        all.Where(other => other.Algorithm == Algorithm && other.Generation > Generation)
            .Min(other => (DateTimeOffset?)other.ActiveAt);
}

/// <summary>The table of signing keys.</summary>
internal sealed class SigningKeyTable : IEntityTypeConfiguration<SigningKeyRow>
{
    public void Configure(EntityTypeBuilder<SigningKeyRow> builder)
    {
        builder.ToTable("signing_keys");
        builder.HasKey(row => row.KeyId);
        builder.Property(row => row.KeyId).HasMaxLength(64);
        builder.Property(row => row.Algorithm).HasMaxLength(16);
        builder.HasIndex(row => new { row.Algorithm, row.Generation }).IsUnique();
    }
}
