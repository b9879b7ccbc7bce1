using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Roles;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users;
using Identity.Server.Users.Administration;

namespace Identity.Server.Management.Api.Users;

/// <summary>Accounts that go, with everything that hangs on them.</summary>
internal sealed class UserRemovalResource(
    CalledAccounts called,
    AccountRemovals removals,
    SessionLogouts logouts,
    TokenRevocation revocation
) : IResource
{
    public string Tag => "Users";

    public void Declare(Routes routes) =>
        routes.Delete(
            "/users/{id}",
            Permission.UsersDelete,
            "Delete an account and all that is its owner's",
            DeleteAsync
        );

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var target = found.Target(call);
        var change = await removals.DeleteAsync(target, Owners.MayGoAsync, logouts.EndAllAsync, ct);
        if (change is not AccountChange.Done gone)
            return called.ProblemOf(call, change);
        await revocation.RevokeAllAsync(gone.Id, gone.Email, ct);
        return Nothing.ToSay;
    }
}
