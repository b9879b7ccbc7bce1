using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Users.Throttling;

/// <summary>A browser in which a person has signed in before, by the SHA-256 of the handle in its cookie.</summary>
internal sealed class KnownDeviceRow
{
    public required byte[] Hash { get; init; }
    public Guid UserId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
}

/// <summary>The table of known devices.</summary>
internal sealed class KnownDeviceTable : IEntityTypeConfiguration<KnownDeviceRow>
{
    public void Configure(EntityTypeBuilder<KnownDeviceRow> builder)
    {
        builder.ToTable("known_devices");
        builder.HasKey(row => new { row.UserId, row.Hash });
        builder.HasIndex(row => row.LastSeenAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
