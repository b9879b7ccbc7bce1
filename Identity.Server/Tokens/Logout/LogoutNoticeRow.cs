using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Tokens.Logout;

/// <summary>A client that is to be told that a session has ended: the outbox of back-channel logout.</summary>
/// <remarks>OpenID Connect Back-Channel Logout §2.5. The token itself is made when it is sent.</remarks>
internal sealed class LogoutNoticeRow
{
    public Guid Id { get; init; }
    public required string ClientId { get; init; }

    /// <summary>The person whose session ended.</summary>
    public Guid UserId { get; init; }

    /// <summary>The session; null where all of the person's have ended.</summary>
    public Guid? SessionId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset NextAttemptAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? DeadAt { get; init; }
    public string? LastError { get; init; }
}

/// <summary>The table of logout notices.</summary>
internal sealed class LogoutNoticeTable : IEntityTypeConfiguration<LogoutNoticeRow>
{
    public void Configure(EntityTypeBuilder<LogoutNoticeRow> builder)
    {
        builder.ToTable("logout_notices");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.LastError).HasMaxLength(500);
        builder.HasIndex(row => row.NextAttemptAt).HasFilter("delivered_at IS NULL AND dead_at IS NULL");
        builder.HasIndex(row => row.CreatedAt);
    }
}
