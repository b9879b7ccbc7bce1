using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Consents;

/// <summary>What a person allowed a client, until they withdraw it. Deleting the account deletes it.</summary>
internal sealed class ConsentRow
{
    public Guid UserId { get; init; }
    public required string ClientId { get; init; }
    public required string[] Scopes { get; init; }
    public DateTimeOffset GrantedAt { get; init; }

    /// <summary>When more was allowed, or the same again.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>The table of consents.</summary>
internal sealed class ConsentTable : IEntityTypeConfiguration<ConsentRow>
{
    public void Configure(EntityTypeBuilder<ConsentRow> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(row => new { row.UserId, row.ClientId });
        builder.HasIndex(row => row.ClientId);
    }
}
