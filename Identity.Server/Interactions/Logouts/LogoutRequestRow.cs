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

    /// <summary>SHA-256 of the cookie of the browser it belongs to.</summary>
    public required byte[] Browser { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the session ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The addresses that the page of the end is to load, one a client.</summary>
    /// <remarks>OpenID Connect Front-Channel Logout §2.</remarks>
    public string[]? FrontChannel { get; init; }
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
