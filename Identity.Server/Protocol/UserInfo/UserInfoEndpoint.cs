using Identity.Server.Audit;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.UserInfo;

/// <summary>Where a client reads the claims that a person's sign-in let it have.</summary>
/// <remarks>OpenID Connect Core §5.3.</remarks>
internal sealed class UserInfoEndpoint(UserInfoAccess access, UserInfoWriter writer) : IEndpoint
{
    public static string Path => "/connect/userinfo";

    public static string RefusalKind => AuditKind.UserInfoRefusal;

    public static string[] Methods => [HttpMethods.Get, HttpMethods.Post];

    public static bool IsForBrowserApps => true;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await BearerToken.ReadAsync(http, ct)).Refused(out var error, out var bearer))
            return error.AsJson();
        if ((await access.OpenAsync(bearer.Value, ct)).Refused(out error, out var opened))
            return error.AsJson();

        var (token, client, person) = opened;
        return await writer.WriteAsync(token, client, person.ToSubject(), ct) is { } info
            ? new UserInfoAnswer(info)
            : ProtocolError.NoEncryptionKey().AsJson(client);
    }
}
