using Identity.Server.Clients.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Clients;

/// <summary>A client at rest.</summary>
internal sealed class ClientRow
{
    public required string ClientId { get; init; }
    public required string Name { get; set; }
    public required ClientAuthenticationMethod AuthenticationMethod { get; set; }
    public required string[] GrantTypes { get; set; }
    public required string[] Scopes { get; set; }
    public required string[] RedirectUris { get; set; }
    public string? Audience { get; set; }
    public bool IsFirstParty { get; set; }
    public bool RequiresVerifiedEmail { get; set; }
    public TimeSpan? AccessTokenLifetime { get; set; }
    public TimeSpan? RefreshTokenIdleLifetime { get; set; }
    public TimeSpan? RefreshTokenLifetime { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The rest of what it says of itself, as JSON.</summary>
    public string Metadata { get; set; } = "{}";

    /// <summary>SHA-256 of the token that a client manages its own registration with; null where an operator does.</summary>
    /// <remarks>RFC 7592 §3.</remarks>
    public byte[]? RegistrationTokenHash { get; set; }
    public List<ClientSecretRow> Secrets { get; init; } = [];

    /// <summary>A client as it is asked for, still without a secret.</summary>
    public static ClientRow Of(NewClient asked, DateTimeOffset now)
    {
        var row = new ClientRow
        {
            ClientId = asked.ClientId,
            Name = asked.Name ?? asked.ClientId,
            AuthenticationMethod = asked.AuthenticationMethod,
            GrantTypes = asked.GrantTypes,
            Scopes = asked.Scopes,
            RedirectUris = asked.RedirectUris,
            CreatedAt = now,
            UpdatedAt = now,
        };
        row.Take(asked);
        return row;
    }

    /// <summary>Becomes what is asked for, all but its id, its secrets and whether it is disabled.</summary>
    public void Take(NewClient asked)
    {
        Name = asked.Name ?? asked.ClientId;
        AuthenticationMethod = asked.AuthenticationMethod;
        GrantTypes = asked.GrantTypes;
        Scopes = asked.Scopes;
        RedirectUris = asked.RedirectUris;
        Metadata = ClientMetadataJson.Write(asked.Metadata);
        Audience = asked.Audience;
        IsFirstParty = asked.IsFirstParty;
        RequiresVerifiedEmail = asked.RequiresVerifiedEmail;
        AccessTokenLifetime = asked.Lifetimes.AccessToken;
        RefreshTokenIdleLifetime = asked.Lifetimes.RefreshTokenIdle;
        RefreshTokenLifetime = asked.Lifetimes.RefreshToken;
    }

    /// <summary>The client as it would have to be asked for.</summary>
    public NewClient ToNewClient() =>
        new()
        {
            ClientId = ClientId,
            Name = Name,
            AuthenticationMethod = AuthenticationMethod,
            GrantTypes = GrantTypes,
            Scopes = Scopes,
            RedirectUris = RedirectUris,
            Metadata = ClientMetadataJson.Read(Metadata),
            Audience = Audience,
            IsFirstParty = IsFirstParty,
            RequiresVerifiedEmail = RequiresVerifiedEmail,
            Lifetimes = new ClientLifetimes(AccessTokenLifetime, RefreshTokenIdleLifetime, RefreshTokenLifetime),
        };
}

/// <summary>A client's secret at rest: its SHA-256 is enough, since it is 256 random bits and not a password.</summary>
internal sealed class ClientSecretRow
{
    public required Guid Id { get; init; }
    public required string ClientId { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The secret itself under the master key, where it makes or checks signatures; null where its hash is enough.</summary>
    public byte[]? Sealed { get; init; }
}

/// <summary>The table of clients.</summary>
internal sealed class ClientTable : IEntityTypeConfiguration<ClientRow>
{
    public void Configure(EntityTypeBuilder<ClientRow> builder)
    {
        builder.ToTable("clients");
        builder.HasKey(row => row.ClientId);
        builder.Property(row => row.ClientId).HasMaxLength(NewClient.LongestClientId);
        builder.Property(row => row.Name).HasMaxLength(NewClient.LongestName);
        builder.Property(row => row.AuthenticationMethod).HasConversion<string>().HasMaxLength(32);
        builder.Property(row => row.Metadata).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
        builder.HasMany(row => row.Secrets).WithOne().HasForeignKey(secret => secret.ClientId);
    }
}

/// <summary>The table of client secrets.</summary>
internal sealed class ClientSecretTable : IEntityTypeConfiguration<ClientSecretRow>
{
    public void Configure(EntityTypeBuilder<ClientSecretRow> builder)
    {
        builder.ToTable("client_secrets");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}
