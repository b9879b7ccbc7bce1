using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;

namespace Identity.Server.AccountApi.Actions;

/// <summary>One thing that a route can do: a call in, an answer out; the same for every profile.</summary>
internal interface IAccountAction
{
    AccountAction Action { get; }

    Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct);
}
