using System.Globalization;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Tells a browser to come again later: from where it is, too many sign-ins were begun.</summary>
/// <remarks>RFC 6585 §4. The page itself is written on the way out, by whoever shows pages about faults.</remarks>
internal sealed class TooOftenPage(TimeSpan retryAfter) : IResult, IAuthorizeOutcome
{
    public string Outcome => "throttled";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        httpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds))
            .ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
