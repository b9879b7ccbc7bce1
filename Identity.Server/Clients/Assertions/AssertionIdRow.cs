using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Clients.Assertions;

/// <summary>A `jti` that was used, by a hash of whose it is and what for. The migration partitions the table by the day it expires.</summary>
/// <remarks>RFC 7523 §3.</remarks>
internal sealed class AssertionIdRow
{
    public Guid Id { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The table of used assertions.</summary>
internal sealed class AssertionIdTable : IEntityTypeConfiguration<AssertionIdRow>
{
    public void Configure(EntityTypeBuilder<AssertionIdRow> builder)
    {
        builder.ToTable("assertion_ids");
        builder.HasKey(row => new { row.Id, row.ExpiresAt });
    }
}
