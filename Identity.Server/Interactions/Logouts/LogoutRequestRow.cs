using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Interactions.Logouts;

/// <summary>A client's wish that a person be signed out, while they are asked and while other clients are told.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2.</remarks>
internal sealed class LogoutRequestRow
{
    public Guid Id { get; init; }
    public string? ClientId { get; init; }

    /// <summary>Where to go afterwards: one that the client has registered, or null.</summary>
    public string? PostLogoutRedirectUri { get; init; }
    public string? State { get; init; }

    /// <summary>The session that is meant, and afterwards the one that ended.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The person who is meant.</summary>
    public Guid? UserId { get; init; }

    /// <summary>SHA-256 of the cookie of the browser it belongs to.</summary>
    public required byte[] Browser { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the session ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The clients that the session had signed the person in to.</summary>
    public string[]? Clients { get; init; }
}

/// <summary>The table of logout requests.</summary>
internal sealed class LogoutRequestTable : IEntityTypeConfiguration<LogoutRequestRow>
{
    public void Configure(EntityTypeBuilder<LogoutRequestRow> builder)
    {
        builder.ToTable("logout_requests");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.ExpiresAt);
    }
}
