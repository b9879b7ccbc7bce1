using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Where every page leads back to once the person has done their part.</summary>
/// <remarks>OpenID Connect Core §3.1.2.3: what comes next is asked again, whatever page the browser comes from.</remarks>
internal sealed class ResumeEndpoint(
    ClientFinder clients,
    PendingRequests requests,
    Visitors visitors,
    Authorization authorization,
    AuthorizeMetrics metrics
) : IEndpoint
{
    public static string Path => "/connect/authorize/resume";

    public static string RefusalKind => AuditKind.AuthorizationRefusal;

    public static string[] Methods => [HttpMethods.Get];

    public static string AddressOf(PendingRequest pending) => $"{Path}?{Parameter.Request}={pending.Handle}";

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var handle = http.Query[Parameter.Request] is [{ } one] ? one : null;
        if (
            await requests.FindAsync(handle, visitors.HandleOf(http), ct) is not { } pending
            || await clients.FindSoonAsync(pending.Request.ClientId, ct) is not { IsDisabled: false } client
            // What was registered when it was asked for may have been taken back since.
            || ReturnAddress.Resolve(client, pending.Request) is not { } address
        )
        {
            return metrics.Count(Authorization.StartAgain(handle));
        }
        return metrics.Count(
            await authorization.ContinueAsync(
                http,
                pending.Request,
                pending,
                new AuthorizingClient(client, address),
                ct
            )
        );
    }
}
