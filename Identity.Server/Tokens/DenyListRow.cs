using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Tokens;

/// <summary>An entry of the deny list at rest. The migration partitions the table by the day an entry expires.</summary>
internal sealed class DenyListRow
{
    public Guid Id { get; init; }
    public DateTimeOffset IssuedBefore { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The table of the deny list.</summary>
internal sealed class DenyListTable : IEntityTypeConfiguration<DenyListRow>
{
    public void Configure(EntityTypeBuilder<DenyListRow> builder)
    {
        builder.ToTable(DenyList.Table);
        builder.HasKey(row => new { row.Id, row.ExpiresAt });
    }
}
