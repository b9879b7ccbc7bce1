using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Database.Repeats;

/// <summary>A request that may come again, and what it was answered, at rest.</summary>
internal sealed class RepeatRow
{
    /// <summary>SHA-256 of who asked, where, and the key they gave the request.</summary>
    public required byte[] Key { get; init; }

    /// <summary>SHA-256 of what was asked.</summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>Null while it is being answered.</summary>
    public int? Status { get; init; }
    public string? Location { get; init; }

    /// <summary>Under the master key: it may hold a secret.</summary>
    public byte[]? Answer { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The table of requests that may come again.</summary>
internal sealed class RepeatTable : IEntityTypeConfiguration<RepeatRow>
{
    public void Configure(EntityTypeBuilder<RepeatRow> builder)
    {
        builder.ToTable("repeats");
        builder.HasKey(row => row.Key);
        builder.HasIndex(row => row.ExpiresAt);
    }
}
