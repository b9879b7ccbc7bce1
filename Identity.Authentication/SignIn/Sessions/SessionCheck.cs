using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Looks at a session each time that a cookie brings it: whether it has ended elsewhere, and whether its tokens are due.</summary>
internal sealed partial class SessionCheck(
    IOptionsMonitor<OpenIdConnectSignInOptions> options,
    IEndedSessions ended,
    SessionRefresh refresh,
    ILogger<SessionCheck> logger
)
{
    public async Task RunAsync(CookieValidatePrincipalContext context)
    {
        // Somebody else's ticket, or one that the app has rejected already.
        if (context.Principal is null || SessionMark.Of(context.Properties) is not { } mark)
            return;

        var ct = context.HttpContext.RequestAborted;
        if (await ended.IncludeAsync(mark, ct))
        {
            await EndAsync(context);
            return;
        }

        switch (await refresh.RunAsync(context.Properties, mark, options.Get(mark.Scheme), ct))
        {
            case Refreshing.Done:
                context.ShouldRenew = true;
                break;
            case Refreshing.Over over:
                GrantIsOver(over.Reason);
                await EndAsync(context);
                break;
            case Refreshing.Postponed postponed:
                NotRefreshed(postponed.Reason);
                break;
        }
    }

    private static Task EndAsync(CookieValidatePrincipalContext context)
    {
        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    [LoggerMessage(LogLevel.Information, "A session ends, for its tokens cannot be refreshed: {Reason}")]
    private partial void GrantIsOver(string reason);

    [LoggerMessage(LogLevel.Warning, "Tokens could not be refreshed now: {Reason}")]
    private partial void NotRefreshed(string reason);
}
