using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Sessions;

/// <summary>A client that a session has signed a person in to, which hears of the session's end.</summary>
internal sealed class SessionClientRow
{
    public Guid SessionId { get; init; }
    public required string ClientId { get; init; }
    public DateTimeOffset SignedInAt { get; init; }
}

/// <summary>The table of sessions' clients.</summary>
internal sealed class SessionClientTable : IEntityTypeConfiguration<SessionClientRow>
{
    public void Configure(EntityTypeBuilder<SessionClientRow> builder)
    {
        builder.ToTable("session_clients");
        builder.HasKey(row => new { row.SessionId, row.ClientId });
        builder.HasOne<SessionRow>().WithMany().HasForeignKey(row => row.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
