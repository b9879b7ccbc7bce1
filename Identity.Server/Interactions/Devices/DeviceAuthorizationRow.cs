using Identity.Server.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Interactions.Devices;

/// <summary>A device that waits for a person to let it in from another one.</summary>
/// <remarks>RFC 8628 §3.2.</remarks>
internal sealed class DeviceAuthorizationRow
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the device code.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What the person types, without its dash; unique among those that are waiting.</summary>
    public required string UserCode { get; init; }
    public required string ClientId { get; init; }
    public required string[] Scopes { get; init; }
    public required string[] Resources { get; init; }

    /// <summary>Where the device asked from, for the person to compare.</summary>
    public required string Place { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Least time between two questions of the device, in seconds; each that comes too soon adds five.</summary>
    public int Interval { get; init; }
    public DateTimeOffset? PolledAt { get; init; }

    /// <summary>Who decided.</summary>
    public Guid? UserId { get; init; }
    public int? Epoch { get; init; }
    public Guid? SessionId { get; init; }
    public DateTimeOffset? AuthTime { get; init; }
    public string[]? Amr { get; init; }
    public DateTimeOffset? ApprovedAt { get; init; }
    public DateTimeOffset? RefusedAt { get; init; }
    public DateTimeOffset? RedeemedAt { get; init; }
}

/// <summary>The table of device authorizations.</summary>
internal sealed class DeviceAuthorizationTable : IEntityTypeConfiguration<DeviceAuthorizationRow>
{
    public void Configure(EntityTypeBuilder<DeviceAuthorizationRow> builder)
    {
        builder.ToTable("device_authorizations");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.UserCode).HasMaxLength(16);
        builder.Property(row => row.Place).HasMaxLength(200);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.UserCode).IsUnique();
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
