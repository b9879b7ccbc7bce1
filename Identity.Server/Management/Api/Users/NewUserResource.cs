using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Server.Users.Details;

namespace Identity.Server.Management.Api.Users;

/// <summary>Accounts that are made for people, with a password or with an invitation to choose one.</summary>
internal sealed class NewUserResource(CalledAccounts called, Accounts accounts, RoleMembers members) : IResource
{
    public string Tag => "Users";

    public void Declare(Routes routes) =>
        routes.Create<NewUser, UserAnswer>("/users", Permission.UsersWrite, "Make or invite somebody", CreateAsync);

    private async Task<Reply<UserAnswer>> CreateAsync(Call call, NewUser asked, CancellationToken ct)
    {
        var roles = asked.Roles ?? [];
        if (roles.Count > 0 && !call.Caller.Rights.Hold(Permission.RolesWrite))
            return Problem.Forbidden(Permission.RolesWrite);

        Membership? membership = null;
        var account = asked.ToAccount() with { Policy = called.Policy, Actor = call.Caller.Party };
        var change = await accounts.CreateAsync(
            account,
            async (connection, id, within) =>
            {
                var user = AuditParty.User(id);
                membership = await members.SetAsync(connection, call.Actor, user, roles, expected: [], within);
                return membership is Membership.Done;
            },
            ct
        );
        if (change is AccountChange.Prevented)
            return MembershipProblem.Of(membership!);
        if (change is not AccountChange.Done { Account: var made })
            return called.ProblemOf(call, change);
        var given = (Membership.Done)membership!;
        members.Tell(call.Actor, AuditParty.User(made.Id), given);
        return Reply.Created(UserAnswer.Of(made, given.Roles), $"/users/{made.Id}", made.Version);
    }
}

/// <summary>An account that is to be made.</summary>
internal sealed record NewUser
{
    public required string Email { get; init; }
    public string? Name { get; init; }

    /// <summary>Its rules are those of the server's own pages. Without one nobody signs in until they have chosen one.</summary>
    public string? Password { get; init; }
    public bool EmailVerified { get; init; }
    public string? TimeZone { get; init; }
    public string? Locale { get; init; }
    public PersonDetails? Details { get; init; }

    /// <summary>Whether a letter lets the owner choose the password.</summary>
    public bool Invite { get; init; }
    public bool PasswordChangeRequired { get; init; }
    public IReadOnlyList<string>? Roles { get; init; }

    public NewAccount ToAccount() =>
        new(Email, Password, Name, TimeZone, EmailVerified)
        {
            Locale = Locale,
            Details = Details ?? PersonDetails.None,
            IsInvited = Invite,
            PasswordChangeRequired = PasswordChangeRequired,
        };
}
