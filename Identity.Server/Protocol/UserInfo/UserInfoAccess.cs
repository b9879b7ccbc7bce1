using Identity.Server.Clients;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Protocol.UserInfo;

/// <summary>The claims that a token opens: of whom, and to which client.</summary>
internal sealed record OpenedUserInfo(VerifiedAccessToken Token, Client Client, Person Person);

/// <summary>Says whether an access token opens userinfo.</summary>
/// <remarks>OpenID Connect Core §5.3.1; RFC 6750 §3.1.</remarks>
internal sealed class UserInfoAccess(AccessTokenReader reader, DenyList denied, ClientFinder clients, People people)
{
    public async ValueTask<Outcome<OpenedUserInfo>> OpenAsync(string bearer, CancellationToken ct)
    {
        var reading = await reader.JudgeAsync(bearer, ct);
        if (reading.Token is not { } token)
            return BearerToken.Invalid(reading.Why!);
        if (token.IsShared)
        {
            return BearerToken.Invalid(
                "it is signed with the API's own secret, and so could be of the API's own making"
            );
        }
        if (token.ClientId is not { } owner)
            return BearerToken.Invalid("it does not say which client it was issued to");
        // A client that was disabled since has no good tokens.
        if (await clients.FindSoonAsync(owner, ct) is not { IsDisabled: false } client)
            return BearerToken.Invalid("its client is disabled or gone", owner);
        if (await denied.FindAsync(token, ct) is { } denial)
            return BearerToken.Invalid($"it was ended, with its {NameOf(denial.What)}", owner);
        if (!token.Scopes.Contains(StandardScopes.OpenId))
            return BearerToken.InsufficientScope(StandardScopes.OpenId, owner);
        return token.PersonId is { } id && await people.FindActiveAsync(id, ct) is { } person
            ? new OpenedUserInfo(token, client, person)
            : BearerToken.Invalid("its account is gone or suspended", owner);
    }

    private static string NameOf(Ended what) =>
        what switch
        {
            Ended.Token => "own entry",
            Ended.Grant => "grant",
            Ended.Session => "browser session",
            _ => "person's sign-ins",
        };
}
