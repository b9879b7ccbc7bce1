using Identity.Server.Clients;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Protocol.UserInfo;

/// <summary>Where a client reads the claims that a person's sign-in let it have.</summary>
/// <remarks>OpenID Connect Core §5.3.</remarks>
internal sealed class UserInfoEndpoint(
    AccessTokenReader reader,
    DenyList denied,
    ClientFinder clients,
    People people,
    UserInfoWriter writer
) : IEndpoint
{
    public static string Path => "/connect/userinfo";

    public static string[] Methods => [HttpMethods.Get, HttpMethods.Post];

    public static bool IsForBrowserApps => true;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await BearerToken.ReadAsync(http, ct)).Refused(out var error, out var bearer))
            return error.AsJson();

        // A token signed with an API's own secret proves nothing here: the API could have made it.
        if (await reader.ReadAsync(bearer.Value, ct) is not { IsShared: false } token)
            return BearerToken.Invalid().AsJson();
        // A client that was disabled since has no good tokens; of a plain one that does not say whose it is, who knows.
        if (
            token.ClientId is not { } owner
            || await clients.FindSoonAsync(owner, ct) is not { IsDisabled: false } client
        )
        {
            return BearerToken.Invalid().AsJson();
        }
        if (await denied.IsDeniedAsync(token, ct))
            return BearerToken.Invalid().AsJson();
        if (!token.Scopes.Contains(StandardScopes.OpenId))
            return BearerToken.InsufficientScope(StandardScopes.OpenId).AsJson();
        if (token.PersonId is not { } id || await people.FindActiveAsync(id, ct) is not { } person)
            return BearerToken.Invalid().AsJson();

        return await writer.WriteAsync(token, client, person.ToSubject(), ct) is { } info
            ? new UserInfoAnswer(info)
            : ProtocolError.NoEncryptionKey().AsJson();
    }
}
