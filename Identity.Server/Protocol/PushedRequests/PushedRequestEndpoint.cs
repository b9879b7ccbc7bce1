using Identity.Server.Audit;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.RequestObjects;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.PushedRequests;

/// <summary>Where a client leaves its authorization request, so that the browser carries no more than a name for it.</summary>
/// <remarks>RFC 9126 §2.</remarks>
internal sealed class PushedRequestEndpoint(
    ClientAuthenticator clients,
    SignedRequests objects,
    AuthorizationRequestReader reader,
    PendingRequests requests
) : IEndpoint
{
    public static string Path => "/connect/par";

    public static string RefusalKind => AuditKind.AuthorizationRefusal;

    public static bool IsForBrowserApps => true;

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await RequestForm.ReadAsync(http, ct)).Refused(out var error, out var form))
            return error.AsJson();
        if ((await clients.AuthenticateAsync(http, form, ct)).Refused(out error, out var authenticated))
            return error.AsJson();

        var client = authenticated.Client;
        var pushed = AuthorizationParameters.Of(form);
        // RFC 9126 §2.1: a request that names another one cannot be pushed.
        if (pushed.Has(Parameter.RequestUri))
            return ProtocolError.InvalidRequest("request_uri cannot be pushed.").AsJson(client);
        if (pushed[Parameter.ClientId] is { } named && named != client.ClientId)
            return ProtocolError.InvalidRequest("client_id is not the authenticated client.").AsJson(client);
        // RFC 9126 §3
        if ((await objects.OpenAsync(pushed, client, ct)).Refused(out error, out var parameters))
            return error.AsJson(client);
        if (ReturnAddress.Resolve(client, parameters[Parameter.RedirectUri], mustBeNamed: true) is not { } address)
            return ProtocolError.InvalidRequest("redirect_uri is missing, or is not registered.").AsJson(client);
        if ((await reader.ReadAsync(parameters, client, address, watch: null, ct)).Refused(out error, out var request))
            return error.AsJson(client);

        var (requestUri, expiresIn) = await requests.PushAsync(request, ct);
        return new PushedRequestAnswer(requestUri, expiresIn);
    }
}
