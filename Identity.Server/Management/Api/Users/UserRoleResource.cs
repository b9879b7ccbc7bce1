using System.Security.Cryptography;
using System.Text;
using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Users;

/// <summary>The roles that somebody has.</summary>
internal sealed class UserRoleResource(CalledAccounts called, RoleMembers members) : IResource
{
    public string Tag => "Users";

    public void Declare(Routes routes)
    {
        routes.Get("/users/{id}/roles", Permission.UsersRead, "Read somebody's roles", ReadAsync);
        routes.Put<UserRoles, UserRoles>(
            "/users/{id}/roles",
            Permission.RolesWrite,
            "Give somebody these roles and no others",
            SetAsync
        );
    }

    private async Task<Reply<UserRoles>> ReadAsync(Call call, CancellationToken ct) =>
        (await called.FindAsync(call, ct)).Refused(out var problem, out var found)
            ? problem
            : Show([.. found.Roles.Select(role => role.Name)]);

    private async Task<Reply<UserRoles>> SetAsync(Call call, UserRoles asked, CancellationToken ct)
    {
        if ((await called.FindAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        string[] present = [.. found.Roles.Select(role => role.Name)];
        if (!call.IfMatch.Allows(VersionOf(present)))
            return Problem.PreconditionFailed();
        var expected = call.IfMatch.Pin(VersionOf(present)) is null ? null : present;
        var user = AuditParty.User(found.Account.Id);
        var membership = await members.SetAsync(call.Actor, user, asked.Roles, expected, ct);
        return membership is Membership.Done done ? Show(done.Roles) : MembershipProblem.Of(membership);
    }

    private static Reply<UserRoles> Show(IReadOnlyList<string> roles) =>
        Reply.Of(new UserRoles(roles), VersionOf(roles));

    // They have no version of their own: it is what they are.
    private static string VersionOf(IEnumerable<string> roles)
    {
        var names = string.Join('\n', roles.Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names)).AsSpan(0, 16));
    }
}

/// <summary>The roles of somebody, by name.</summary>
internal sealed record UserRoles(IReadOnlyList<string> Roles);
