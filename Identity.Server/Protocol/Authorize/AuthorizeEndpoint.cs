using System.Diagnostics;
using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Where a browser brings a client's wish that somebody sign in.</summary>
/// <remarks>RFC 6749 §3.1; OpenID Connect Core §3.1.2.</remarks>
internal sealed class AuthorizeEndpoint(
    NamedClients clients,
    DirectRequests directs,
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
        if ((await clients.FindAsync(http, clientId, ct)).Refused(out error, out var named))
            return error.RetryAfter is { } wait ? new TooOftenPage(wait) : new RefusalPage(error.Description);
        if (named.Client is not { IsDisabled: false } client)
            return new RefusalPage("There is no such client.", Received(Parameter.ClientId, clientId));
        if (parameters[Parameter.RequestUri] is { } requestUri && requests.IsPushed(requestUri))
            return await ContinuePushedAsync(http, requestUri, client, ct);
        return await directs.ReadAsync(parameters, client, ct) switch
        {
            DirectRequest.Read read => await ContinueAsync(http, read.Request, pending: null, read.Client, ct),
            DirectRequest.Unproven unproven => Show(unproven, clientId),
            _ => throw new UnreachableException(),
        };
    }

    private static RefusalPage Show(DirectRequest.Unproven unproven, string clientId) =>
        unproven.RedirectUri is { } named
            ? new RefusalPage(
                unproven.Problem,
                Received(Parameter.ClientId, clientId),
                Received(Parameter.RedirectUri, named)
            )
            : new RefusalPage(unproven.Problem, Received(Parameter.ClientId, clientId));

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
        return pending is null ? await authorization.KeepAsync(http, request, Resume, ct) : Resume(pending);
    }

    private static SeeOther Resume(PendingRequest pending) => new(ResumeEndpoint.AddressOf(pending));

    private static KeyValuePair<string, string> Received(string name, string value) => new(name, value);
}
