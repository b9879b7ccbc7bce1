using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Interactions;

/// <summary>An authorization request that waits for a person, or was pushed and waits for their browser.</summary>
internal sealed class AuthorizationRequestRow
{
    public Guid Id { get; init; }
    public required string ClientId { get; init; }

    /// <summary>The request as it was read, as JSON.</summary>
    public required string Request { get; init; }

    /// <summary>SHA-256 of the cookie of the browser it belongs to; null while no browser has come with a pushed request.</summary>
    public byte[]? Browser { get; init; }

    /// <summary>Until when a browser must have come with a pushed request; null where it was not pushed.</summary>
    public DateTimeOffset? PushedUntil { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the browser came with it: who showed who they are before that has not done so for this request.</summary>
    public DateTimeOffset? VisitedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the person chose the account to go on with.</summary>
    public DateTimeOffset? AccountChosenAt { get; init; }

    /// <summary>Who consented on the page; another who signs in meanwhile has not.</summary>
    public Guid? ConsentedBy { get; init; }

    /// <summary>When the person said no.</summary>
    public DateTimeOffset? RefusedAt { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>The table of authorization requests.</summary>
internal sealed class AuthorizationRequestTable : IEntityTypeConfiguration<AuthorizationRequestRow>
{
    public void Configure(EntityTypeBuilder<AuthorizationRequestRow> builder)
    {
        builder.ToTable("authorization_requests");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Request).HasColumnType("jsonb");
        builder.HasIndex(row => row.ExpiresAt);
    }
}
