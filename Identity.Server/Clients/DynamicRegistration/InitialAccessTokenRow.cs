using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Leave to register clients, at rest.</summary>
/// <remarks>RFC 7591 §1.2.</remarks>
internal sealed class InitialAccessTokenRow
{
    public Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token, which its holder alone has.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What its holder may register, as a JSON object.</summary>
    public required string Policy { get; init; }

    /// <summary>How many clients may still be registered with it; null for any number.</summary>
    public int? Remaining { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The table of initial access tokens.</summary>
internal sealed class InitialAccessTokenTable : IEntityTypeConfiguration<InitialAccessTokenRow>
{
    public void Configure(EntityTypeBuilder<InitialAccessTokenRow> builder)
    {
        builder.ToTable("initial_access_tokens");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Property(row => row.Policy).HasColumnType("jsonb");
        builder.HasIndex(row => row.Hash).IsUnique();
    }
}
