using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Audit.Counting;

/// <summary>How often something happened in an hour, at rest: what charts are drawn from, however long the audit is.</summary>
internal sealed class EventCountRow
{
    /// <summary>The hour's beginning.</summary>
    public DateTimeOffset Hour { get; init; }
    public required string Name { get; init; }
    public required string Outcome { get; init; }
    public long Count { get; init; }
}

/// <summary>The table of counts.</summary>
internal sealed class EventCountTable : IEntityTypeConfiguration<EventCountRow>
{
    public void Configure(EntityTypeBuilder<EventCountRow> builder)
    {
        builder.ToTable("event_counts");
        builder.HasKey(row => new
        {
            row.Hour,
            row.Name,
            row.Outcome,
        });
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.Property(row => row.Outcome).HasMaxLength(32);
    }
}
