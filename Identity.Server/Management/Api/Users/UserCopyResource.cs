using Identity.Server.Audit;
using Identity.Server.Consents;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Sessions;
using Identity.Server.Users.SelfService;

namespace Identity.Server.Management.Api.Users;

/// <summary>What we know about somebody, as they can take it along themselves: for those who asked by letter.</summary>
internal sealed class UserCopyResource(
    CalledAccounts called,
    PersonalCopies copies,
    BrowserSessions sessions,
    ConsentLedger consents,
    Changes changes
) : IResource
{
    public string Tag => "Users";

    public void Declare(Routes routes) =>
        routes.Get(
            "/users/{id}/export",
            Permission.UsersRead,
            "Read everything that we know about somebody",
            ReadAsync
        );

    private async Task<Reply<UserCopy>> ReadAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var id = found.Account.Id;
        if (await copies.ReadAsync(id, ct) is not { } account)
            return Problem.NotFound($"There is no account '{id}'.");
        changes.Record(call, AuditKind.AccountExport, AuditParty.User(id), before: null, after: null);
        return new UserCopy(account, await sessions.ListAsync(id, ct), await consents.ListAsync(id, ct));
    }
}

/// <summary>Everything that we know about somebody.</summary>
internal sealed record UserCopy(
    PersonalCopy Account,
    IReadOnlyList<ListedSession> SignedIn,
    IReadOnlyList<GivenConsent> Allowed
);
