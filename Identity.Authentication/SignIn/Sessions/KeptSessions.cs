using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Looks at a session where there is no request that brings it: as a cookie's is looked at, and as fresh.</summary>
internal sealed partial class KeptSessions(
    IOptionsMonitor<CookieAuthenticationOptions> cookies,
    IOptionsMonitor<OpenIdConnectSignInOptions> options,
    IEndedSessions ended,
    SessionRefresh refresh,
    ILogger<KeptSessions> logger
)
{
    /// <returns>Null where the session is over.</returns>
    /// <exception cref="InvalidOperationException">The person's session is not kept on this server.</exception>
    public async Task<AuthenticationProperties?> FindAsync(ClaimsPrincipal person, CancellationToken ct)
    {
        if (SessionReference.Of(person) is not { } reference)
        {
            throw new InvalidOperationException(
                "The person's session is not kept on this server. Set KeepsSessionsOnServer: tokens in a cookie cannot be replaced where no answer goes to the browser."
            );
        }
        var store = cookies.Get(reference.Scheme).SessionStore!;
        if (
            await store.RetrieveAsync(reference.Key, ct) is not { } ticket
            || SessionMark.Of(ticket.Properties) is not { } mark
        )
        {
            return null;
        }
        if (await ended.IncludeAsync(mark, ct))
        {
            await store.RemoveAsync(reference.Key, ct);
            return null;
        }

        switch (await refresh.RunAsync(ticket.Properties, mark, options.Get(mark.Scheme), ct))
        {
            case Refreshing.Done:
                await store.RenewAsync(reference.Key, ticket, ct);
                break;
            case Refreshing.Over over:
                GrantIsOver(over.Reason);
                await store.RemoveAsync(reference.Key, ct);
                return null;
            case Refreshing.Postponed postponed:
                NotRefreshed(postponed.Reason);
                break;
        }
        return ticket.Properties;
    }

    [LoggerMessage(LogLevel.Information, "A session ends, for its tokens cannot be refreshed: {Reason}")]
    private partial void GrantIsOver(string reason);

    [LoggerMessage(LogLevel.Warning, "Tokens could not be refreshed now: {Reason}")]
    private partial void NotRefreshed(string reason);
}
