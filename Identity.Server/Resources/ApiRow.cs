using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Resources;

/// <summary>An API at rest.</summary>
internal sealed class ApiRow
{
    public required string Audience { get; init; }
    public required string Name { get; set; }
    public required string Algorithm { get; set; }
    public required TokenProfile Profile { get; set; }
    public required SubjectForm Subject { get; set; }
    public required string[] Claims { get; set; }
    public TimeSpan? AccessTokenLifetime { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<ApiSecretRow> Secrets { get; init; } = [];
    public List<ScopeRow> Scopes { get; init; } = [];

    /// <summary>An API as it is asked for, still without scopes and secrets.</summary>
    public static ApiRow Of(NewApi asked, DateTimeOffset now) =>
        new()
        {
            Audience = asked.Audience,
            Name = asked.Name ?? asked.Audience,
            Algorithm = asked.Algorithm.Name,
            Profile = asked.Profile,
            Subject = asked.Subject,
            Claims = asked.Claims,
            AccessTokenLifetime = asked.AccessTokenLifetime,
            CreatedAt = now,
        };

    /// <summary>Becomes what is asked for, all but its audience, its algorithm, its scopes and its secrets.</summary>
    public void Take(NewApi asked)
    {
        Name = asked.Name ?? asked.Audience;
        Profile = asked.Profile;
        Subject = asked.Subject;
        Claims = asked.Claims;
        AccessTokenLifetime = asked.AccessTokenLifetime;
    }
}

/// <summary>An API's shared secret at rest: sealed, since it signs and so must be read back.</summary>
internal sealed class ApiSecretRow
{
    public required Guid Id { get; init; }
    public required string Audience { get; init; }
    public required byte[] SealedSecret { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>A scope at rest.</summary>
internal sealed class ScopeRow
{
    public required string Name { get; init; }
    public required string Description { get; set; }
    public required string Audience { get; set; }
}

/// <summary>The table of APIs.</summary>
internal sealed class ApiTable : IEntityTypeConfiguration<ApiRow>
{
    public void Configure(EntityTypeBuilder<ApiRow> builder)
    {
        builder.ToTable("apis");
        builder.HasKey(row => row.Audience);
        builder.Property(row => row.Audience).HasMaxLength(NewApi.LongestAudience);
        builder.Property(row => row.Name).HasMaxLength(NewApi.LongestName);
        builder.Property(row => row.Algorithm).HasMaxLength(16);
        builder.Property(row => row.Profile).HasConversion<string>().HasMaxLength(32);
        builder.Property(row => row.Subject).HasConversion<string>().HasMaxLength(16);
        builder.HasMany(row => row.Secrets).WithOne().HasForeignKey(secret => secret.Audience);
        builder.HasMany(row => row.Scopes).WithOne().HasForeignKey(scope => scope.Audience);
    }
}

/// <summary>The table of secrets shared with APIs.</summary>
internal sealed class ApiSecretTable : IEntityTypeConfiguration<ApiSecretRow>
{
    public void Configure(EntityTypeBuilder<ApiSecretRow> builder)
    {
        builder.ToTable("api_secrets");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}

/// <summary>The table of scopes.</summary>
internal sealed class ScopeTable : IEntityTypeConfiguration<ScopeRow>
{
    public void Configure(EntityTypeBuilder<ScopeRow> builder)
    {
        builder.ToTable("scopes");
        builder.HasKey(row => row.Name);
        builder.Property(row => row.Name).HasMaxLength(128);
        builder.Property(row => row.Description).HasMaxLength(NewApi.LongestName);
    }
}
