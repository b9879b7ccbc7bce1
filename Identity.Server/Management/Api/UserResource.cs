using System.Text.Json;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Users;

namespace Identity.Server.Management.Api;

/// <summary>People and their accounts.</summary>
internal sealed class UserResource(AccountDirectory accounts, RoleMembers members) : IResource
{
    private static readonly string[] Statuses = ["active", "unverified", "invited", "suspended"];

    public string Tag => "Users";

    public void Declare(Routes routes)
    {
        var listing = new Listing("created_at", "email", "name", "last_sign_in_at")
        {
            Filters =
            [
                Filter.Text("search", "Part of an e-mail address or a name; or a whole id or number."),
                Filter.OneOf("status", "How it stands with the account.", Statuses),
                Filter.Text("role", "The name of a role that they have."),
            ],
        };
        routes.List("/users", Permission.UsersRead, "List people", listing, ListAsync);
        routes.Get("/users/{id}", Permission.UsersRead, "Read somebody's account", ReadAsync);
    }

    private async Task<Reply<Page<UserAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var order = OrderOf(list.Sort);
        var query = new AccountQuery(order, list.IsDescending, list.Take)
        {
            Search = list.Text("search"),
            Status = list.Text("status") is { } status ? Enum.Parse<AccountStatus>(status, ignoreCase: true) : null,
            Role = list.Text("role"),
            After = list.After<AccountPlace>(),
        };
        var found = await accounts.ListAsync(query, ct);
        var roles = await members.OfUsersAsync(found.Items.Select(account => account.Id), ct);
        return list.Page(
            found,
            account => AccountPlace.Of(account, order),
            account => UserAnswer.Of(account, roles[account.Id])
        );
    }

    private async Task<Reply<UserAnswer>> ReadAsync(Call call, CancellationToken ct)
    {
        if (call.Id() is not { } id || await accounts.FindAsync(id, ct) is not { } account)
            return NoSuch(call["id"]);
        var roles = await members.OfUserAsync(id, ct);
        return Reply.Of(UserAnswer.Of(account, roles.Select(role => role.Name)), account.Version);
    }

    private static AccountOrder OrderOf(string sort) =>
        sort switch
        {
            "email" => AccountOrder.Email,
            "name" => AccountOrder.Name,
            "last_sign_in_at" => AccountOrder.LastSignInAt,
            _ => AccountOrder.CreatedAt,
        };

    private static Problem NoSuch(string id) => Problem.NotFound($"There is no account '{id}'.");
}

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
    public required JsonElement? Details { get; init; }
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
            Details = account.Details is { } details ? JsonElement.Parse(details) : null,
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
