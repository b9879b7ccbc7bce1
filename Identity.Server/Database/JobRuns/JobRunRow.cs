using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Database.JobRuns;

/// <summary>A run of a job, at rest.</summary>
internal sealed class JobRunRow
{
    /// <summary>In the order of time.</summary>
    public Guid Id { get; init; }
    public required string Job { get; init; }
    public required string Node { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset EndedAt { get; init; }
    public bool Failed { get; init; }

    /// <summary>What it did, or what went wrong, in a sentence.</summary>
    public required string Summary { get; init; }
}

/// <summary>The table of runs.</summary>
internal sealed class JobRunTable : IEntityTypeConfiguration<JobRunRow>
{
    public void Configure(EntityTypeBuilder<JobRunRow> builder)
    {
        builder.ToTable("job_runs");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Job).HasMaxLength(64);
        builder.Property(row => row.Node).HasMaxLength(200);
        builder.Property(row => row.Summary).HasMaxLength(500);
        builder.HasIndex(row => new { row.Job, row.Id });
    }
}
