using System.Text.Json.Nodes;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>The people who have an account.</summary>
public sealed class Users(ManagementApi api)
{
    public Task<Answer<Listing<User>>> ListAsync(ListQuery query, CancellationToken ct = default) =>
        api.ListAsync<User>("users", query, ct);

    public Task<Answer<Kept<User>>> FindAsync(Guid id, CancellationToken ct = default) =>
        api.FindAsync<User>($"users/{id}", ct);

    public Task<Answer<User>> CreateAsync(NewUser user) => api.CreateAsync<User>("users", user);

    public Task<Answer<Kept<User>>> UpdateAsync(Guid id, JsonObject patch, string etag) =>
        api.PatchAsync<User>($"users/{id}", patch, etag);

    public Task<Answer<Nothing>> DeleteAsync(Guid id, string etag) =>
        api.DoAsync(HttpMethod.Delete, $"users/{id}", etag: etag);

    /// <summary>Ends their sessions and tokens at once, and lets them in no more.</summary>
    public Task<Answer<Nothing>> SuspendAsync(Guid id, string? message, string etag) =>
        api.DoAsync(HttpMethod.Put, $"users/{id}/suspension", new { message }, etag);

    public Task<Answer<Nothing>> ReinstateAsync(Guid id, string etag) =>
        api.DoAsync(HttpMethod.Delete, $"users/{id}/suspension", etag: etag);

    public Task<Answer<Nothing>> SendAsync(Guid id, UserLetter letter) =>
        api.DoAsync(HttpMethod.Post, $"users/{id}/{letter.Path}");

    public Task<Answer<Nothing>> SetPasswordAsync(Guid id, string password, bool mustBeChanged, string etag) =>
        api.DoAsync(
            HttpMethod.Put,
            $"users/{id}/password",
            new { password, password_change_required = mustBeChanged },
            etag
        );

    public Task<Answer<Kept<RoleNames>>> RolesAsync(Guid id, CancellationToken ct = default) =>
        api.FindAsync<RoleNames>($"users/{id}/roles", ct);

    public Task<Answer<RoleNames>> SetRolesAsync(Guid id, IReadOnlyCollection<string> roles, string etag) =>
        api.DoAsync<RoleNames>(HttpMethod.Put, $"users/{id}/roles", new { roles }, etag);

    public Task<Answer<Listing<Factor>>> FactorsAsync(Guid id, CancellationToken ct = default) =>
        api.GetAsync<Listing<Factor>>($"users/{id}/factors", ct);

    public Task<Answer<Nothing>> EndSessionsAsync(Guid id) => api.DoAsync(HttpMethod.Delete, $"users/{id}/sessions");

    /// <summary>The personal copy: all that is kept about them.</summary>
    public Task<Answer<JsonObject>> ExportAsync(Guid id, CancellationToken ct = default) =>
        api.GetAsync<JsonObject>($"users/{id}/export", ct);
}

/// <summary>Somebody who has an account.</summary>
public sealed record User(
    Guid Id,
    long Number,
    string Email,
    bool EmailVerified,
    string? Name,
    string Status,
    DateTimeOffset CreatedAt
)
{
    public DateTimeOffset? EmailVerifiedAt { get; init; }
    public string? TimeZone { get; init; }
    public string? Locale { get; init; }
    public JsonObject? Details { get; init; }
    public DateTimeOffset? SuspendedAt { get; init; }
    public string? SuspensionMessage { get; init; }
    public bool HasPassword { get; init; }
    public bool PasswordChangeRequired { get; init; }
    public DateTimeOffset? InvitedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public IReadOnlyList<string> Roles { get; init; } = [];

    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? Email : Name;
}

/// <summary>An account to be made.</summary>
public sealed record NewUser(string Email)
{
    public string? Name { get; init; }
    public string? Password { get; init; }
    public bool? EmailVerified { get; init; }
    public string? TimeZone { get; init; }
    public string? Locale { get; init; }
    public bool? Invite { get; init; }
    public bool? PasswordChangeRequired { get; init; }
    public IReadOnlyList<string>? Roles { get; init; }
}

/// <summary>The names of roles that somebody has.</summary>
public sealed record RoleNames(IReadOnlyList<string> Roles);

/// <summary>A way in which somebody proves who they are.</summary>
public sealed record Factor(string Kind, DateTimeOffset? AddedAt, JsonNode? Details);

/// <summary>A letter that an administrator may have sent to somebody.</summary>
public sealed record UserLetter(string Path)
{
    public static UserLetter Password { get; } = new("password-letter");
    public static UserLetter Verification { get; } = new("verification-letter");
    public static UserLetter Invitation { get; } = new("invitation-letter");
}
