namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Leads the browser to another address of ours, by GET whatever it came with.</summary>
/// <remarks>RFC 9110 §15.4.4.</remarks>
/// <param name="address">Where to.</param>
/// <param name="outcome">What has come of an authorization request; null where nothing has yet, or it is about something else.</param>
internal sealed class SeeOther(string address, string? outcome = null) : IResult, IAuthorizeOutcome
{
    public string? Outcome => outcome;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
