using Identity.Server.Audit;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Token;

/// <summary>Where a client trades a grant for tokens.</summary>
/// <remarks>RFC 6749 §3.2; OpenID Connect Core §3.1.3.</remarks>
internal sealed class TokenEndpoint(
    ClientAuthenticator clients,
    GrantCatalog grants,
    TokenIssuer issuer,
    TokenMetrics metrics
) : IEndpoint
{
    public static string Path => "/connect/token";

    public static string RefusalKind => AuditKind.TokenRefusal;

    public static bool IsForBrowserApps => true;

    // keycloak-js sends `credentials: include`, and could read no answer otherwise.
    public static bool ToleratesCookies => true;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var (started, grantType, answer) = (metrics.Start(), GrantCatalog.None, (IResult?)null);
        try
        {
            if ((await RequestForm.ReadAsync(http, ct)).Refused(out var error, out var form))
                return answer = error.AsJson();
            grantType = grants.NameOf(form[Parameter.GrantType]);
            return answer = await AnswerAsync(http, form, ct);
        }
        finally
        {
            // Who went away while waiting was neither refused nor failed.
            if (answer is not null || !ct.IsCancellationRequested)
                metrics.Answered(started, grantType, answer);
        }
    }

    private async ValueTask<IResult> AnswerAsync(HttpRequest http, RequestForm form, CancellationToken ct)
    {
        if ((await clients.AuthenticateAsync(http, form, ct)).Refused(out var error, out var client))
            return error.AsJson();
        var source = new Source(http.HttpContext.Connection.RemoteIpAddress, Device: null);
        if (TokenRequest.Read(form, source).Refused(out error, out var request))
            return error.AsJson(client.Client);
        if ((await grants.RedeemAsync(request, client, ct)).Refused(out error, out var authorization))
            return error.AsJson(client.Client);

        return await issuer.IssueAsync(authorization, request.GrantType, ct) is { } issued
            ? new TokenAnswer(issued)
            : ProtocolError.NoEncryptionKey().AsJson(client.Client);
    }
}
