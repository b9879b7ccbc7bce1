using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Where a browser brings a client's wish that somebody sign in.</summary>
/// <remarks>RFC 6749 §3.1; OpenID Connect Core §3.1.2.</remarks>
internal sealed class AuthorizeEndpoint(
    ClientCatalog clients,
    AuthorizationRequestReader reader,
    PendingRequests requests,
    Visitors visitors,
    Authorization authorization
) : IEndpoint
{
    public static string Path => "/connect/authorize";

    public static string[] Methods => [HttpMethods.Get, HttpMethods.Post];

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await AuthorizationParameters.ReadAsync(http, ct)).Refused(out var error, out var parameters))
            return new RefusalPage(error.Description);
        if (parameters[Parameter.ClientId] is not { } clientId)
            return new RefusalPage("client_id is missing.");
        if (clients.Find(clientId) is not { IsDisabled: false } client)
            return new RefusalPage("There is no such client.", Received(Parameter.ClientId, clientId));
        if (parameters[Parameter.RequestUri] is { } requestUri && requests.IsPushed(requestUri))
            return await ContinuePushedAsync(http, requestUri, client, ct);
        if (Prove(parameters, client) is not { } proven)
        {
            return parameters[Parameter.RedirectUri] is { } named
                ? new RefusalPage(
                    "redirect_uri is not one that the client has registered, character by character.",
                    Received(Parameter.ClientId, clientId),
                    Received(Parameter.RedirectUri, named)
                )
                : new RefusalPage("redirect_uri is missing.", Received(Parameter.ClientId, clientId));
        }

        if ((await ReadDirectAsync(parameters, proven, ct)).Refused(out error, out var request))
        {
            var route = AnswerRoute.Of(proven.Address, ResponseShape.ForRefusal(parameters));
            return authorization.Refuse(route, parameters[Parameter.State], error);
        }
        return await ContinueAsync(http, request, pending: null, proven, ct);
    }

    private static AuthorizingClient? Prove(AuthorizationParameters parameters, Client client)
    {
        var isOpenId = ScopeSet.Read(parameters[Parameter.Scope] ?? "")?.Contains(StandardScopes.OpenId) == true;
        return ReturnAddress.Resolve(client, parameters[Parameter.RedirectUri], mustBeNamed: isOpenId) is { } address
            ? new AuthorizingClient(client, address)
            : null;
    }

    private async ValueTask<Outcome<AuthorizationRequest>> ReadDirectAsync(
        AuthorizationParameters parameters,
        AuthorizingClient client,
        CancellationToken ct
    )
    {
        // RFC 9126 §5: what a client has to push is not taken from the browser.
        if (client.Client.Metadata.RequirePushedAuthorizationRequests == true)
            return ProtocolError.InvalidRequest("The client must push its requests.");
        // OpenID Connect Core §6.1 and OpenID Connect Core §6.2.1
        if (parameters.Has(Parameter.Request))
            return new ProtocolError("request_not_supported", "request is not supported.");
        if (parameters.Has(Parameter.RequestUri))
            return new ProtocolError("request_uri_not_supported", "request_uri is not supported.");
        return await reader.ReadAsync(parameters, client.Client, client.Address, ct);
    }

    // RFC 9126 §4
    private async Task<IResult> ContinuePushedAsync(
        HttpRequest http,
        string requestUri,
        Client client,
        CancellationToken ct
    )
    {
        var visitor = visitors.Recognise(http);
        if (
            await requests.ClaimPushedAsync(requestUri, client.ClientId, visitor, ct) is not { } pending
            || ReturnAddress.Resolve(client, pending.Request) is not { } address
        )
        {
            return new RefusalPage(
                "request_uri has expired, was used, or belongs to another client or browser.",
                Received(Parameter.ClientId, client.ClientId)
            );
        }
        return await ContinueAsync(http, pending.Request, pending, new AuthorizingClient(client, address), ct);
    }

    // A form of another site brings no cookie that says who is signed in: the request is kept, and the browser comes again.
    private async Task<IResult> ContinueAsync(
        HttpRequest http,
        AuthorizationRequest request,
        PendingRequest? pending,
        AuthorizingClient client,
        CancellationToken ct
    )
    {
        if (!HttpMethods.IsPost(http.Method))
            return await authorization.ContinueAsync(http, request, pending, client, ct);
        pending ??= await requests.BeginAsync(request, visitors.Recognise(http), ct);
        return new SeeOther(ResumeEndpoint.AddressOf(pending));
    }

    private static KeyValuePair<string, string> Received(string name, string value) => new(name, value);
}
