using Identity.Admin.Shell.Plain;
using Identity.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Identity.Admin.SignIn;

/// <summary>Shows a page of our own to whoever is to sign in while the server does not answer.</summary>
internal sealed partial class ServerAway(RequestDelegate next, ILogger<ServerAway> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (ProviderUnavailableException away) when (!http.Response.HasStarted)
        {
            Away(away.Message);
            http.Response.Headers.RetryAfter = "5";
            await new RazorComponentResult<AwayNow>
            {
                StatusCode = StatusCodes.Status503ServiceUnavailable,
            }.ExecuteAsync(http);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Nobody can sign in now: {Reason}")]
    private partial void Away(string reason);
}
