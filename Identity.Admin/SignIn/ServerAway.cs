using Identity.Admin.Hosting;
using Identity.Admin.Shell.Plain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Identity.Admin.SignIn;

/// <summary>
/// Sends nobody to sign in at a server that does not answer: what they would see there is their browser's error, and no way
/// back. They see a page of ours, which tries again.
/// </summary>
internal sealed partial class ServerAway(IHttpClientFactory clients, Settings settings, ILogger<ServerAway> logger)
    : IAuthorizationMiddlewareResultHandler
{
    public const string Client = "is-it-there";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Challenged && await IsAwayAsync(context.RequestAborted))
            await ShowAsync(context);
        else
            await _usual.HandleAsync(next, context, policy, authorizeResult);
    }

    public async Task<bool> IsAwayAsync(CancellationToken ct)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            var metadata = settings.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";
            using var answer = await client.GetAsync(new Uri(metadata), HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode)
                return false;
            Away($"its metadata is answered {(int)answer.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            Away(e.Message);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            Away($"no answer within {Patience.TotalSeconds} seconds");
        }
        return true;
    }

    public static Task ShowAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return new RazorComponentResult<AwayNow> { StatusCode = StatusCodes.Status503ServiceUnavailable }.ExecuteAsync(
            http
        );
    }

    [LoggerMessage(LogLevel.Warning, "Nobody can sign in now, for the server does not answer: {Reason}")]
    private partial void Away(string reason);
}
