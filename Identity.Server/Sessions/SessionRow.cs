using System.Net;
using Identity.Server.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Sessions;

/// <summary>One browser that is signed in, at rest. Its end is the end of the row.</summary>
internal sealed class SessionRow
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the handle in the cookie.</summary>
    public required byte[] Hash { get; init; }
    public Guid UserId { get; init; }

    /// <summary>The account's epoch at sign-in: a session of an earlier one is over.</summary>
    public int Epoch { get; init; }

    /// <summary>When the person last showed who they are.</summary>
    public DateTimeOffset AuthTime { get; init; }

    /// <summary>How, as RFC 8176 §2 names it.</summary>
    public required string[] Amr { get; init; }

    /// <summary>Browser and system, for the person's own list.</summary>
    public required string Device { get; init; }

    /// <summary>Where the person signed in from; null where it is not known.</summary>
    public IPAddress? Address { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
    public DateTimeOffset IdleUntil { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The table of sessions.</summary>
internal sealed class SessionTable : IEntityTypeConfiguration<SessionRow>
{
    public void Configure(EntityTypeBuilder<SessionRow> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Device).HasMaxLength(200);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.UserId);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
