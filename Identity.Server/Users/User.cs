using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Server.Users;

/// <summary>A person's account, on ASP.NET Core Identity with a table of our own.</summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>An integer beside the id, for front ends that were written for one.</summary>
    public long Number { get; private set; }

    public string? Name { get; set; }

    /// <summary>IANA time zone, as `zoneinfo` of OpenID Connect Core §5.1.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The language of letters, as a BCP 47 tag; null where none was ever chosen.</summary>
    public string? Locale { get; set; }

    /// <summary>Counts the times at which everything of the account ended: sessions and grants of an earlier epoch are over.</summary>
    public int Epoch { get; set; }

    /// <summary>What the person added about themselves, as JSON; null where it is nothing.</summary>
    public string? Details { get; set; }

    public DateTimeOffset? EmailVerifiedAt { get; set; }

    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>What a suspended person may be told.</summary>
    public string? SuspensionMessage { get; set; }

    /// <summary>The person chooses a new password before they are signed in again.</summary>
    public bool PasswordChangeRequired { get; set; }

    /// <summary>When they were sent a link to choose their first password by; null where they came by themselves.</summary>
    public DateTimeOffset? InvitedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>People sign in with their e-mail address: there is no second name to take over.</summary>
    public override string? UserName
    {
        get => Email;
        set { }
    }

    public override bool EmailConfirmed
    {
        get => EmailVerifiedAt is not null;
        set { }
    }
}

/// <summary>The table of accounts.</summary>
internal sealed class UserTable : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(user => user.Id);
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.Property(user => user.Number).UseIdentityByDefaultColumn();
        builder.HasIndex(user => user.Number).IsUnique();
        builder.Property(user => user.Email).HasMaxLength(CanonicalEmail.LongestAddress).IsRequired();
        builder.Property(user => user.NormalizedEmail).HasColumnName("canonical_email").IsRequired();
        builder.HasIndex(user => user.NormalizedEmail).IsUnique().HasDatabaseName("ix_users_canonical_email");
        builder.Property(user => user.PasswordHash).HasMaxLength(255);
        builder.Property(user => user.Name).HasMaxLength(PersonName.Longest);
        builder.Property(user => user.TimeZone).HasMaxLength(64);
        builder.Property(user => user.Locale).HasMaxLength(35);
        builder.Property(user => user.Details).HasColumnType("jsonb");
        builder.Property(user => user.SuspensionMessage).HasMaxLength(500);
        builder.Property(user => user.LastSignInAt).HasColumnName("last_signin_at");
        builder.Property(user => user.ConcurrencyStamp).IsConcurrencyToken();

        // The orders in which administrators read; what they search by stands in the migration.
        builder.HasIndex(user => new { user.CreatedAt, user.Id });
        builder.HasIndex(user => new { user.LastSignInAt, user.Id });
        builder.HasIndex(user => new { user.Name, user.Id });

        // What ASP.NET Core Identity keeps and we derive, or count elsewhere.
        builder.Ignore(user => user.UserName);
        builder.Ignore(user => user.NormalizedUserName);
        builder.Ignore(user => user.EmailConfirmed);
        builder.Ignore(user => user.PhoneNumber);
        builder.Ignore(user => user.PhoneNumberConfirmed);
        builder.Ignore(user => user.TwoFactorEnabled);
        builder.Ignore(user => user.LockoutEnabled);
        builder.Ignore(user => user.LockoutEnd);
        builder.Ignore(user => user.AccessFailedCount);
    }
}
