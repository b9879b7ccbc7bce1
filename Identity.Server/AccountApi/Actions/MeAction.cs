using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Tells whoever bears a good token who they are.</summary>
internal sealed class MeAction(CallerReader callers) : IAccountAction
{
    public AccountAction Action => AccountAction.Me;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct) =>
        await callers.ReadAsync(call, ct) is { } caller
            ? new AccountAnswer.Done(caller.Person)
            : new AccountAnswer.Refused(AccountFault.InvalidToken);
}
