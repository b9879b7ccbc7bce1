using Identity.Server.Hosting;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Shows a developer what is wrong with a request that no client can be told of.</summary>
/// <remarks>RFC 6749 §4.1.2.1: the browser is not sent to an address that is not proven.</remarks>
internal sealed partial class RefusalPage(string problem, params KeyValuePair<string, string>[] details) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var logger = httpContext.RequestServices.GetRequiredService<ILogger<RefusalPage>>();
        Refused(logger, httpContext.Request.Path, problem);
        // The page itself is written on the way out, by whoever shows pages about faults.
        httpContext.Features.Set(new RefusedRequest(problem, details));
        httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "{Path} cannot be answered to a client: {Problem}")]
    private static partial void Refused(ILogger logger, PathString path, string problem);
}
