using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Details;

namespace Identity.Server.Management.Api.Users;

/// <summary>People and their accounts: found, read and changed.</summary>
internal sealed class UserResource(
    CalledAccounts called,
    AccountDirectory accounts,
    AccountEdits edits,
    RoleMembers members,
    TokenRevocation revocation
) : IResource
{
    private static readonly string[] Statuses = ["active", "unverified", "invited", "suspended"];

    public string Tag => "Users";

    public void Declare(Routes routes)
    {
        var listing = new Listing("created_at", "email", "name", "last_sign_in_at")
        {
            Filters =
            [
                Filter.Text("search", "Part of an e-mail address or a name, or a whole id or number."),
                Filter.OneOf("status", "How it stands with the account.", Statuses),
                Filter.Text("role", "The name of a role that they have."),
            ],
        };
        routes.List("/users", Permission.UsersRead, "List people", listing, ListAsync);
        routes.Get("/users/{id}", Permission.UsersRead, "Read somebody's account", ReadAsync);
        routes.Patch<UserPatch, UserAnswer>("/users/{id}", Permission.UsersWrite, "Change an account", ChangeAsync);
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
        if ((await called.FindAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var answer = UserAnswer.Of(found.Account, found.Roles.Select(role => role.Name));
        return Reply.Of(answer, found.Account.Version);
    }

    private async Task<Reply<UserAnswer>> ChangeAsync(Call call, UserPatch patch, CancellationToken ct)
    {
        if (patch.Problem() is { } invalid)
            return invalid;
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var change = await edits.SaveAsync(found.Target(call), patch.Over, ct);
        if (change is AccountChange.Done { OldEmail: { } oldEmail } done)
            await revocation.RevokeAllAsync(done.Id, oldEmail, ct);
        return await called.AnswerAsync(call, change, ct);
    }

    private static AccountOrder OrderOf(string sort) =>
        sort switch
        {
            "email" => AccountOrder.Email,
            "name" => AccountOrder.Name,
            "last_sign_in_at" => AccountOrder.LastSignInAt,
            _ => AccountOrder.CreatedAt,
        };
}

/// <summary>What is to change of an account. Another address is nobody's until it is verified, unless this says that it is.</summary>
internal sealed record UserPatch
{
    public Optional<string> Email { get; init; }
    public Optional<bool?> EmailVerified { get; init; }
    public Optional<string> Name { get; init; }
    public Optional<string> TimeZone { get; init; }
    public Optional<string> Locale { get; init; }
    public Optional<DetailsPatch> Details { get; init; }
    public Optional<bool?> PasswordChangeRequired { get; init; }

    /// <summary>What of it cannot be removed; null where all of it makes sense.</summary>
    public Problem? Problem()
    {
        var wrong = new Invalid()
            .Add("email", Sentence("email", Email is { IsGiven: true, Value: null }))
            .Add("email_verified", Sentence("email_verified", EmailVerified is { IsGiven: true, Value: null }))
            .Add(
                "password_change_required",
                Sentence("password_change_required", PasswordChangeRequired is { IsGiven: true, Value: null })
            );
        return wrong.IsEmpty ? null : wrong.ToProblem();
    }

    public AccountForm Over(AccountForm present)
    {
        var moved = Email.Value is { } email ? present.MoveTo(email) : present;
        return moved with
        {
            EmailVerified = EmailVerified.Value ?? moved.EmailVerified,
            Name = Name.Over(present.Name),
            TimeZone = TimeZone.Over(present.TimeZone),
            Locale = Locale.Over(present.Locale),
            Details = Details.IsGiven ? Details.Value?.Over(present.Details) ?? PersonDetails.None : present.Details,
            PasswordChangeRequired = PasswordChangeRequired.Value ?? present.PasswordChangeRequired,
        };
    }

    private static string? Sentence(string member, bool isNull) => isNull ? $"'{member}' must not be null." : null;
}
