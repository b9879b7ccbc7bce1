using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Audit;

/// <summary>An event at rest. The migration partitions the table by day, and lets nobody change or delete a row.</summary>
internal sealed class AuditRow
{
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Kind { get; init; }
    public string? Actor { get; init; }
    public string? Target { get; init; }
    public string? Refusal { get; init; }
    public IPAddress? Address { get; init; }
    public string? Correlation { get; init; }
    public string? Details { get; init; }
}

/// <summary>The table of events.</summary>
internal sealed class AuditTable : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(row => new { row.Id, row.At });
        builder.Property(row => row.Kind).HasMaxLength(32);
        builder.Property(row => row.Correlation).HasMaxLength(64);
        builder.Property(row => row.Details).HasColumnType("jsonb");
        builder.HasIndex(row => new { row.At, row.Id });
        builder.HasIndex(row => new { row.Kind, row.At });
        builder.HasIndex(row => new { row.Target, row.At });
        builder.HasIndex(row => new { row.Actor, row.At }).HasFilter("actor IS NOT NULL");
        builder.HasIndex(row => row.Correlation);
    }
}
