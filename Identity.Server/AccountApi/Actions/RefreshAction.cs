using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Trades a refresh token for its successor and a fresh access token.</summary>
internal sealed class RefreshAction(ProfileTokens tokens) : IAccountAction
{
    public AccountAction Action => AccountAction.Refresh;

    public Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct) =>
        tokens.RefreshAsync(call, call.Inputs[AccountActions.RefreshToken], ct);
}
