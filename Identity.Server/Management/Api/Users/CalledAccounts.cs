using Identity.Server.Management.Answering;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Passwords.Policy;
using Microsoft.Extensions.Options;

namespace Identity.Server.Management.Api.Users;

/// <summary>The account that a call is about, with the roles of its owner.</summary>
internal sealed record CalledAccount(Account Account, IReadOnlyList<Role> Roles)
{
    /// <summary>As whoever calls is about to change it.</summary>
    public AccountTarget Target(Call call) => new(Account.Id, call.IfMatch.Pin(Account.Version), call.Caller.Party);
}

/// <summary>Finds the account that a call is about, and sees to it that nobody touches those who may do more than they.</summary>
internal sealed class CalledAccounts(
    AccountDirectory accounts,
    RoleMembers members,
    IOptions<ServerPasswordPolicyOptions> policy
)
{
    /// <summary>What passwords are held to that administrators choose for others.</summary>
    public PasswordPolicy Policy { get; } = policy.Value.ToPolicy();

    /// <summary>To be looked at.</summary>
    public async Task<Checked<CalledAccount>> FindAsync(Call call, CancellationToken ct) =>
        call.Id() is { } id && await accounts.FindAsync(id, ct) is { } account
            ? new(new CalledAccount(account, await members.OfUserAsync(id, ct)))
            : new(NoSuch(call));

    /// <summary>To be touched.</summary>
    public async Task<Checked<CalledAccount>> FindToTouchAsync(Call call, CancellationToken ct)
    {
        if ((await FindAsync(call, ct)).Refused(out var problem, out var found))
            return new(problem);
        if (RaisingRules.ActingOn(call.Actor, found.Roles) is { } why)
            return new(Problem.Forbidden(why));
        return call.IfMatch.Allows(found.Account.Version) ? new(found) : new(Problem.PreconditionFailed());
    }

    /// <summary>What came of a change, to be answered.</summary>
    public async Task<Reply<UserAnswer>> AnswerAsync(Call call, AccountChange change, CancellationToken ct)
    {
        if (change is not AccountChange.Done { Account: var account })
            return ProblemOf(call, change);
        var roles = await members.OfUserAsync(account.Id, ct);
        return Reply.Of(UserAnswer.Of(account, roles.Select(role => role.Name)), account.Version);
    }

    public Problem ProblemOf(Call call, AccountChange change) =>
        change switch
        {
            AccountChange.NoSuchAccount => NoSuch(call),
            AccountChange.Moved => Problem.PreconditionFailed(),
            AccountChange.Taken taken => Problem.Conflict($"There is already an account '{taken.Email}'."),
            AccountChange.Prevented => Problem.Conflict(
                "This is the last owner who can sign in. Make somebody else an owner first."
            ),
            AccountChange.Invalid invalid => invalid
                .Problems.Aggregate(new Invalid(), (wrong, one) => wrong.Add(one.Member, one.Sentence))
                .ToProblem(),
            AccountChange.WeakPassword weak => weak
                .Faults.Aggregate(
                    new Invalid(),
                    (wrong, fault) => wrong.Add("password", PasswordSentence.Of(fault, Policy.MinimumLength))
                )
                .ToProblem(),
            AccountChange.Busy busy => Problem.Busy(busy.RetryAfter),
            _ => throw new InvalidOperationException($"{change.GetType()}"),
        };

    private static Problem NoSuch(Call call) => Problem.NotFound($"There is no account '{call["id"]}'.");
}
