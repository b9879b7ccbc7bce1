using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.AccountApi;

/// <summary>Somebody whose access token is good now, and whose account is.</summary>
internal sealed record Caller(VerifiedAccessToken Token, Person Person);

/// <summary>Finds out who calls: the token must be ours, of this profile's API, not ended, and its person one who may still sign in.</summary>
internal sealed class CallerReader(
    AccessTokenReader reader,
    DenyList denied,
    ClientCatalog clients,
    People people,
    ILogger<CallerReader> logger
)
{
    /// <returns>The caller, or null: the reason is in the log and nowhere else.</returns>
    public async Task<Caller?> ReadAsync(AccountCall call, CancellationToken ct)
    {
        var (caller, reason) = await JudgeAsync(call, ct);
        if (caller is null)
            logger.TokenRefused(call.Profile.Name, Log.MaskedToken(call.Bearer), reason);
        return caller;
    }

    private async Task<(Caller? Caller, string Reason)> JudgeAsync(AccountCall call, CancellationToken ct)
    {
        if (call.Bearer is not { } bearer)
            return (null, "there is none");
        if (await reader.ReadAsync(bearer, ct) is not { } token)
            return (null, "it is not ours, or has expired");
        if (token.Api?.Audience != call.Profile.Api.Audience)
            return (null, "it is for another API");
        if (token.ClientId is { } owner && clients.Find(owner) is not { IsDisabled: false })
            return (null, "its client is disabled");
        if (await denied.IsDeniedAsync(token, ct))
            return (null, "it was ended");

        var subject = token.Claims.Subject ?? "";
        var person = token.PersonId is { } id
            ? await people.FindActiveAsync(id, ct)
            : await people.FindActiveAsync(subject, ct);
        if (person is null)
            return (null, "its account is gone or suspended");
        // An address may have passed to another account since.
        if (token.PersonId is null && token.Claims.IssuedAt?.ToUnixTimeSeconds() < person.CreatedAt.ToUnixTimeSeconds())
            return (null, "it is older than the account");
        if (call.Profile.MustBeVerified && !person.EmailVerified)
            return (null, "the address is not verified");
        return (new Caller(token, person), "");
    }
}
