using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>A profile of the account API at rest: how one first-party front end is spoken to.</summary>
internal sealed class AccountProfileRow
{
    public required string Name { get; init; }

    /// <summary>The profile as it was applied, checked and in its whole length.</summary>
    public required string Document { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>The table of account API profiles.</summary>
internal sealed class AccountProfileTable : IEntityTypeConfiguration<AccountProfileRow>
{
    public void Configure(EntityTypeBuilder<AccountProfileRow> builder)
    {
        builder.ToTable("account_profiles");
        builder.HasKey(row => row.Name);
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.Property(row => row.Document).HasColumnType("jsonb");
    }
}
