using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Where a browser brings a client's wish that somebody sign in.</summary>
/// <remarks>RFC 6749 §3.1; OpenID Connect Core §3.1.2.</remarks>
internal sealed class AuthorizeEndpoint(
    Arrivals arrivals,
    PendingRequests requests,
    Visitors visitors,
    Authorization authorization,
    AuthorizeMetrics metrics
) : IEndpoint
{
    public static string Path => Issuer.AuthorizationPath;

    public static string RefusalKind => AuditKind.AuthorizationRefusal;

    public static string[] Methods => [HttpMethods.Get, HttpMethods.Post];

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct) =>
        metrics.Count(await AnswerUncountedAsync(http, ct));

    private async ValueTask<IResult> AnswerUncountedAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await AuthorizationParameters.ReadAsync(http, ct)).Refused(out var error, out var parameters))
            return new RefusalPage(error);
        var source = new Source(http.HttpContext.Connection.RemoteIpAddress, Device: null);
        return await arrivals.ReadAsync(parameters, source, watch: null, ct) switch
        {
            Arrival.Brought brought => await ContinueAsync(http, brought.Request, pending: null, brought.Client, ct),
            Arrival.Pushed pushed => await ContinuePushedAsync(http, pushed.RequestUri, pushed.Client, ct),
            Arrival.Unproven { Error.RetryAfter: { } wait } => new TooOftenPage(wait),
            Arrival.Unproven unproven => new RefusalPage(unproven.Error, unproven.Received),
            _ => throw new UnreachableException(),
        };
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
            return new RefusalPage(PushedRequestOver(client.ClientId), Arrivals.Received(client.ClientId));
        }
        return await ContinueAsync(http, pending.Request, pending, new AuthorizingClient(client, address), ct);
    }

    /// <summary>What a browser is shown that cannot go on with a pushed request.</summary>
    public static ProtocolError PushedRequestOver(string? clientId) =>
        ProtocolError.InvalidRequestUri(
            "request_uri has expired, was used, or belongs to another client or browser."
        ) with
        {
            ClientId = clientId,
        };

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
}
