using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Mail;

/// <summary>A letter in the outbox at rest. The migration partitions the table by the day it was put there.</summary>
internal sealed class LetterRow
{
    public Guid Id { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Which letter it is; its writer is found by this name.</summary>
    public required string Kind { get; init; }

    /// <summary>The address as somebody gave it; the writer decides to whom it really goes.</summary>
    public required string Recipient { get; init; }

    /// <summary>What the writer needs to know beside the recipient, as a JSON object of strings. Never a secret.</summary>
    public required string About { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>When the mail server acknowledged it, or it turned out that nobody is to have it.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? DeadAt { get; init; }
    public string? LastError { get; init; }
}

/// <summary>The table of letters.</summary>
internal sealed class LetterTable : IEntityTypeConfiguration<LetterRow>
{
    public void Configure(EntityTypeBuilder<LetterRow> builder)
    {
        builder.ToTable("letters");
        builder.HasKey(row => new { row.Id, row.CreatedAt });
        builder.Property(row => row.Kind).HasMaxLength(32);
        builder.Property(row => row.Recipient).HasMaxLength(254);
        builder.Property(row => row.LastError).HasMaxLength(500);
        builder.Property(row => row.About).HasColumnType("jsonb");
        builder.HasIndex(row => row.NextAttemptAt).HasFilter("delivered_at IS NULL AND dead_at IS NULL");
    }
}
