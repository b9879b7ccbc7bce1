using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Tokens;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Ends the sign-in that the caller's token came of: its refresh family, and its access tokens from now on.</summary>
internal sealed class LogoutAction(CallerReader callers, ProfileTokens tokens, TokenRevocation revocation)
    : IAccountAction
{
    public AccountAction Action => AccountAction.Logout;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        if (await callers.ReadAsync(call, ct) is not { } caller || tokens.ClientOf(call.Profile) is not { } client)
            return new AccountAnswer.Refused(AccountFault.InvalidToken);

        await revocation.EndSignInAsync(caller.Token, client, caller.Person.Id, ct);
        // Where access tokens do not say which family they are of, the front end may.
        if (call.Inputs.Find(AccountActions.RefreshToken) is { } text && RefreshHandle.Read(text) is { } handle)
            await revocation.RevokeAsync(handle, client, ct);
        return new AccountAnswer.Done();
    }
}
