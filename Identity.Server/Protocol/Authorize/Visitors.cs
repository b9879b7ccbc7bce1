using Identity.Server.Hosting.Cookies;
using Identity.Server.Interactions;
using Identity.Server.Resources;
using Identity.Server.Sessions;
using Microsoft.Extensions.Options;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Tells browsers apart by their cookies: who is signed in, and which one a request belongs to.</summary>
internal sealed class Visitors(
    BrowserCookies cookies,
    BrowserSessions sessions,
    SessionState states,
    IOptions<InteractionOptions> options,
    TimeProvider clock
)
{
    public async Task<Session?> SessionAsync(HttpRequest http, CancellationToken ct) =>
        cookies.Read(http, BrowserCookies.Session) is { } handle ? await sessions.FindAsync(handle, ct) : null;

    /// <summary>By which a client can tell later whether the same person is still signed in in this browser.</summary>
    /// <remarks>OpenID Connect Session Management §2.</remarks>
    public string? SessionStateFor(AuthorizationRequest request, Session session) =>
        request.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal)
            ? states.For(request.ClientId, request.RedirectUri, session.Id)
            : null;

    /// <summary>What has happened to a request that has just come: nothing.</summary>
    public Progress Arrival() => new(clock.GetUtcNow());

    public string? HandleOf(HttpRequest http) => cookies.Read(http, BrowserCookies.Visitor);

    /// <summary>The browser's own handle, from now on if it had none.</summary>
    public VisitorHandle Recognise(HttpRequest http)
    {
        var visitor = VisitorHandle.Read(HandleOf(http)) ?? VisitorHandle.Create();
        // Kept anew each time, so that it outlives the request that it is needed for.
        cookies.KeepAcrossSites(
            http.HttpContext.Response,
            BrowserCookies.Visitor,
            visitor.Reveal(),
            options.Value.RequestLifetime
        );
        return visitor;
    }
}
