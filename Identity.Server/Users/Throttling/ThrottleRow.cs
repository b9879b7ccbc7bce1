using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Users.Throttling;

/// <summary>How often something was tried lately, and until when it may not be tried again.</summary>
internal sealed class ThrottleRow
{
    /// <summary>A hash of what is counted: the table names neither addresses nor people.</summary>
    public Guid Key { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>When it counts from nothing again, and the row can go.</summary>
    public DateTimeOffset ForgetAt { get; init; }
}

/// <summary>The table of counters.</summary>
internal sealed class ThrottleTable : IEntityTypeConfiguration<ThrottleRow>
{
    public void Configure(EntityTypeBuilder<ThrottleRow> builder)
    {
        builder.ToTable("throttles");
        builder.HasKey(row => row.Key);
        builder.Property(row => row.Key).ValueGeneratedNever();
        builder.HasIndex(row => row.ForgetAt);
    }
}
