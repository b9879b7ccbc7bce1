using Identity.Server.Hosting.Cookies;
using Identity.Server.Interactions.Logouts;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;
using Identity.Server.Sessions;
using Identity.Server.Tokens.Logout;

namespace Identity.Server.Protocol.Logout;

/// <summary>Takes a wish to its next step: whoever is not surely meant is asked, and whoever is is signed out.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2.</remarks>
internal sealed class LogoutSteps(
    LogoutRequests requests,
    SessionLogouts logouts,
    Visitors visitors,
    BrowserCookies cookies
)
{
    public const string AskingPage = "/signout";
    private const string LastPage = "/signed-out";

    public async Task<IResult> ContinueAsync(
        HttpRequest http,
        LogoutRequest request,
        string? locales,
        CancellationToken ct
    )
    {
        if (request.Ended is not null)
            return ToPage(LastPage, request, locales);
        var session = await visitors.SessionAsync(http, ct);
        if (session is not null && !request.Wish.Means(session))
            return ToPage(AskingPage, request, locales);

        var result = session is null ? LogoutResult.Nothing : await EndAsync(http, session, ct);
        return ToPage(LastPage, await requests.EndAsync(request, result, ct), locales);
    }

    public static SeeOther ToPage(string page, LogoutRequest? request, string? locales)
    {
        var query = QueryString.Empty;
        if (request is not null)
            query = query.Add(LogoutRequests.Parameter, request.Handle);
        if (locales is not null)
            query = query.Add(Parameter.UiLocales, locales);
        return new SeeOther(page + query);
    }

    private async Task<LogoutResult> EndAsync(HttpRequest http, Session session, CancellationToken ct)
    {
        var response = http.HttpContext.Response;
        cookies.Forget(response, BrowserCookies.Session);
        cookies.Forget(response, BrowserCookies.BrowserState);
        return await logouts.EndAsync(session.Id, session.Person.Id, ct) is { } ended
            ? new LogoutResult(ended.Id, ended.Clients)
            : LogoutResult.Nothing;
    }
}
