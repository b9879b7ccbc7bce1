namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Leads the browser to another address of ours, by GET whatever it came with.</summary>
/// <remarks>RFC 9110 §15.4.4.</remarks>
internal sealed class SeeOther(string address) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
