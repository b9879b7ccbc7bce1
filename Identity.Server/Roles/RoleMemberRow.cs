using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Roles;

/// <summary>Somebody who has a role, at rest: a person or a client. It goes when they go.</summary>
internal sealed class RoleMemberRow
{
    public Guid Id { get; init; }
    public required string Role { get; init; }
    public Guid? UserId { get; init; }
    public string? ClientId { get; init; }
    public DateTimeOffset GrantedAt { get; init; }

    /// <summary>Who gave it, as the audit writes them.</summary>
    public required string GrantedBy { get; init; }
}

/// <summary>The table of those who have roles.</summary>
internal sealed class RoleMemberTable : IEntityTypeConfiguration<RoleMemberRow>
{
    public void Configure(EntityTypeBuilder<RoleMemberRow> builder)
    {
        builder.ToTable("role_members");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Role).HasMaxLength(64);
        builder.HasIndex(row => new { row.Role, row.UserId }).IsUnique().HasFilter("user_id IS NOT NULL");
        builder.HasIndex(row => new { row.Role, row.ClientId }).IsUnique().HasFilter("client_id IS NOT NULL");
        builder.HasIndex(row => row.UserId).HasFilter("user_id IS NOT NULL");
        builder.HasIndex(row => row.ClientId).HasFilter("client_id IS NOT NULL");
    }
}
