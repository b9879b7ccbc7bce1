using System.Text.Json;
using Identity.Server.Users.Administration;

namespace Identity.Server.Management.Api.Users;

/// <summary>Somebody's account, as it is shown.</summary>
internal sealed record UserAnswer
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required string Email { get; init; }
    public required bool EmailVerified { get; init; }
    public required DateTimeOffset? EmailVerifiedAt { get; init; }
    public required string? Name { get; init; }
    public required string? TimeZone { get; init; }
    public required string? Locale { get; init; }

    /// <summary>What they added about themselves, by the names of OpenID Connect.</summary>
    public required JsonElement Details { get; init; }
    public required AccountStatus Status { get; init; }
    public required DateTimeOffset? SuspendedAt { get; init; }
    public required string? SuspensionMessage { get; init; }
    public required bool HasPassword { get; init; }
    public required bool PasswordChangeRequired { get; init; }
    public required DateTimeOffset? InvitedAt { get; init; }
    public required DateTimeOffset? LastSignInAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }

    public static UserAnswer Of(Account account, IEnumerable<string> roles) =>
        new()
        {
            Id = account.Id,
            Number = account.Number,
            Email = account.Email,
            EmailVerified = account.EmailVerifiedAt is not null,
            EmailVerifiedAt = account.EmailVerifiedAt,
            Name = account.Name,
            TimeZone = account.TimeZone,
            Locale = account.Locale,
            Details = JsonElement.Parse(account.Details ?? "{}"),
            Status = account.Status,
            SuspendedAt = account.SuspendedAt,
            SuspensionMessage = account.SuspensionMessage,
            HasPassword = account.HasPassword,
            PasswordChangeRequired = account.PasswordChangeRequired,
            InvitedAt = account.InvitedAt,
            LastSignInAt = account.LastSignInAt,
            CreatedAt = account.CreatedAt,
            UpdatedAt = account.UpdatedAt,
            Roles = [.. roles],
        };
}
