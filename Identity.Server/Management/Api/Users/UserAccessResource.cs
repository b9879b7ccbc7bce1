using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Administration;

namespace Identity.Server.Management.Api.Users;

/// <summary>How people get in: their password, and whether they are shut out or signed out.</summary>
internal sealed class UserAccessResource(
    CalledAccounts called,
    Suspensions suspensions,
    AccountPasswords passwords,
    SessionEnds sessions,
    TokenRevocation revocation
) : IResource
{
    public string Tag => "Users";

    public void Declare(Routes routes)
    {
        routes.Put<UserSuspension, UserAnswer>(
            "/users/{id}/suspension",
            Permission.UsersWrite,
            "Suspend somebody, and end their sessions and tokens at once",
            SuspendAsync
        );
        routes.Delete("/users/{id}/suspension", Permission.UsersWrite, "Let somebody in again", ReinstateAsync);
        routes.Put<UserPassword, UserAnswer>(
            "/users/{id}/password",
            Permission.UsersWrite,
            "Set a password, and end all sessions and tokens",
            SetPasswordAsync
        );
        routes.List(
            "/users/{id}/factors",
            Permission.UsersRead,
            "List by what somebody shows who they are",
            Listing.Plain,
            ListFactorsAsync
        );
        routes.Delete(
            "/users/{id}/sessions",
            Permission.SessionsWrite,
            "Sign somebody out everywhere",
            SignOutAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<UserAnswer>> SuspendAsync(Call call, UserSuspension asked, CancellationToken ct)
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var target = found.Target(call);
        var change = await suspensions.SuspendAsync(target, asked.Message, Owners.MayGoAsync, ct);
        return await AnswerAsync(call, change, ct);
    }

    private async Task<Reply<Nothing>> ReinstateAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var change = await suspensions.ReinstateAsync(found.Target(call), ct);
        return change is AccountChange.Done ? Nothing.ToSay : called.ProblemOf(call, change);
    }

    private async Task<Reply<UserAnswer>> SetPasswordAsync(Call call, UserPassword asked, CancellationToken ct)
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var (target, isForOnce) = (found.Target(call), asked.PasswordChangeRequired);
        var change = await passwords.SetAsync(target, asked.Password, isForOnce, called.Policy, ct);
        return await AnswerAsync(call, change, ct);
    }

    private async Task<Reply<Page<FactorAnswer>>> ListFactorsAsync(ListCall list, CancellationToken ct)
    {
        if ((await called.FindAsync(list.Call, ct)).Refused(out var problem, out var found))
            return problem;
        FactorAnswer[] factors = found.Account.HasPassword
            ? [new("password", AddedAt: null, new FactorDetails(found.Account.PasswordChangeRequired))]
            : [];
        return list.PageOfAll(factors, factor => factor.Kind, factor => factor);
    }

    private async Task<Reply<Nothing>> SignOutAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindToTouchAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        if (await sessions.EndAllAsync(found.Account.Id, call.Caller.Party, ct) is { } email)
            await revocation.RevokeAllAsync(found.Account.Id, email, ct);
        return Nothing.ToSay;
    }

    private async Task<Reply<UserAnswer>> AnswerAsync(Call call, AccountChange change, CancellationToken ct)
    {
        if (change is AccountChange.Done done)
            await revocation.RevokeAllAsync(done.Id, done.Email, ct);
        return await called.AnswerAsync(call, change, ct);
    }
}

/// <summary>What somebody is told who is shut out.</summary>
internal sealed record UserSuspension
{
    public string? Message { get; init; }
}

/// <summary>A password that an administrator chose.</summary>
internal sealed record UserPassword
{
    public required string Password { get; init; }

    /// <summary>Whether the owner chooses another before they are signed in.</summary>
    public bool PasswordChangeRequired { get; init; }

    public override string ToString() => nameof(UserPassword);
}

/// <summary>One thing by which somebody shows who they are.</summary>
internal sealed record FactorAnswer(string Kind, DateTimeOffset? AddedAt, FactorDetails Details);

/// <summary>How it stands with a factor.</summary>
/// <param name="ChangeRequired">Whether the owner has to choose another password.</param>
internal sealed record FactorDetails(bool ChangeRequired);
