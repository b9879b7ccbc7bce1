using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Roles;

/// <summary>A role that somebody made, at rest. The built-in ones are code.</summary>
internal sealed class RoleRow
{
    public required string Name { get; init; }
    public required string Description { get; set; }
    public required string[] Permissions { get; set; }

    /// <summary>Another one after each change.</summary>
    public Guid Version { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>The table of roles.</summary>
internal sealed class RoleTable : IEntityTypeConfiguration<RoleRow>
{
    public void Configure(EntityTypeBuilder<RoleRow> builder)
    {
        builder.ToTable("roles");
        builder.HasKey(row => row.Name);
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.Property(row => row.Description).HasMaxLength(500);
        builder.Property(row => row.Version).IsConcurrencyToken();
    }
}
