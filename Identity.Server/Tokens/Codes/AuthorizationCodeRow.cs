using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Tokens.Codes;

/// <summary>An authorization code at rest. The migration partitions the table by the day a code expires.</summary>
/// <remarks>RFC 6749 §4.1.2. A redeemed one stays until its day is dropped, so that a second use is seen for what it is.</remarks>
internal sealed class AuthorizationCodeRow
{
    /// <summary>SHA-256 of the code.</summary>
    public required byte[] Hash { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The grant that it is traded for: access tokens and refresh family carry this id, and end by it.</summary>
    public Guid GrantId { get; init; }
    public required string ClientId { get; init; }
    public Guid UserId { get; init; }
    public int Epoch { get; init; }

    /// <summary>The browser session it came of: a code does not outlive it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>As the client sent it; null where it left it to its one registered address.</summary>
    public string? RedirectUri { get; init; }

    /// <remarks>RFC 7636 §4.4; S256 alone.</remarks>
    public string? CodeChallenge { get; init; }
    public required string[] Scopes { get; init; }
    public required string[] Resources { get; init; }
    public DateTimeOffset AuthTime { get; init; }

    /// <summary>What the tokens will say of the sign-in, as JSON.</summary>
    public required string Context { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The attempt that redeemed it; every other one finds that here and is a second use.</summary>
    public Guid? Redemption { get; init; }
}

/// <summary>The table of authorization codes.</summary>
internal sealed class AuthorizationCodeTable : IEntityTypeConfiguration<AuthorizationCodeRow>
{
    public void Configure(EntityTypeBuilder<AuthorizationCodeRow> builder)
    {
        builder.ToTable("authorization_codes");
        builder.HasKey(row => new { row.Hash, row.ExpiresAt });
        builder.Property(row => row.Context).HasColumnType("jsonb");
    }
}
