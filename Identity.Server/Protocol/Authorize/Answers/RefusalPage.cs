using Identity.Server.Hosting;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Shows a developer what is wrong with a request that no client can be told of.</summary>
/// <remarks>RFC 6749 §4.1.2.1: the browser is not sent to an address that is not proven.</remarks>
internal sealed class RefusalPage(ProtocolError error, params KeyValuePair<string, string>[] received)
    : IResult,
        IAuthorizeOutcome
{
    public string Outcome => AuthorizeMetrics.Refused;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var refusals = httpContext.RequestServices.GetRequiredService<Refusals>();
        refusals.Tell(httpContext, error, person: null, received);
        // The page itself is written on the way out, by whoever shows pages about faults.
        httpContext.Features.Set(new RefusedRequest(error.Description, received));
        httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
