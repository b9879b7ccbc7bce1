using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Pages.Visits;
using Identity.Server.Sessions;

namespace Identity.Server.Pages.Requests;

/// <summary>Finds the authorization request that a visit is about, by the browser's own cookie, and what is next with it.</summary>
internal sealed class WaitingRequests(
    PendingRequests pending,
    ClientFinder clients,
    NextSteps steps,
    PageCookies cookies
)
{
    /// <param name="http">The visit.</param>
    /// <param name="session">Who is signed in.</param>
    /// <returns>Null where the address names none, or one that is over, was answered or is another browser's.</returns>
    public Task<WaitingRequest?> FindAsync(HttpContext http, Session? session, CancellationToken ct) =>
        FindAsync(http, HandleOf(http.Request), session, ct);

    /// <inheritdoc cref="FindAsync(HttpContext, Session?, CancellationToken)"/>
    /// <param name="handle">What the request is called, whatever that is.</param>
    public async Task<WaitingRequest?> FindAsync(
        HttpContext http,
        string? handle,
        Session? session,
        CancellationToken ct
    )
    {
        if (await pending.FindAsync(handle, cookies.VisitorOf(http.Request), ct) is not { } found)
            return null;
        if (await clients.FindSoonAsync(found.Request.ClientId, ct) is not { IsDisabled: false } client)
            return null;
        var step = await steps.FindAsync(found, client, session, ct);
        var isForAnother = http.Request.Query[WaitingRequest.AnotherParameter] == "true";
        return new WaitingRequest(found, client, step, isForAnother);
    }

    /// <returns>Who asked, where the request was begun in this very browser, be it over; null for everybody else.</returns>
    public async Task<Client?> FindAskerAsync(HttpContext http, CancellationToken ct) =>
        await pending.FindClientIdAsync(HandleOf(http.Request), cookies.VisitorOf(http.Request), ct) is { } id
        && await clients.FindSoonAsync(id, ct) is { IsDisabled: false } client
            ? client
            : null;

    /// <returns>What the address calls the request; null where it names none.</returns>
    public static string? HandleOf(HttpRequest request) =>
        request.Query[WaitingRequest.Parameter].ToString() is { Length: > 0 } handle ? handle : null;
}
