using Identity.Server.Audit;
using Identity.Server.Interactions.Logouts;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Logout;

/// <summary>Where a browser brings a client's wish that somebody sign out.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2.</remarks>
internal sealed class EndSessionEndpoint(
    LogoutWishReader reader,
    LogoutRequests requests,
    Visitors visitors,
    LogoutSteps steps
) : IEndpoint
{
    private const int LongestLocales = 100;

    public static string Path => "/connect/endsession";

    public static string RefusalKind => AuditKind.SignOutRefusal;

    /// <remarks>OpenID Connect RP-Initiated Logout §2: both, and the same.</remarks>
    public static string[] Methods => [HttpMethods.Get, HttpMethods.Post];

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await AuthorizationParameters.ReadAsync(http, ct)).Refused(out var error, out var parameters))
            return new RefusalPage(error);
        var reading = await reader.ReadAsync(parameters, ct);
        if (reading is not LogoutReading.Done { Wish: var wish })
            return ((LogoutReading.Refused)reading).Page;

        var locales = parameters[Parameter.UiLocales] is { Length: <= LongestLocales } tags ? tags : null;
        // Nobody's wish in particular: the person is asked, and nothing need be remembered.
        if (wish == LogoutWish.Own)
            return LogoutSteps.ToPage(LogoutSteps.AskingPage, request: null, locales);

        var request = await requests.BeginAsync(wish, visitors.Recognise(http), ct);
        // A form of another site brings no cookie that says who is signed in: the browser comes again.
        return HttpMethods.IsPost(http.Method)
            ? LogoutSteps.ToPage(EndSessionResumeEndpoint.Path, request, locales)
            : await steps.ContinueAsync(http, request, locales, ct);
    }
}

/// <summary>Where a browser comes again that has brought a wish with a form.</summary>
internal sealed class EndSessionResumeEndpoint(LogoutRequests requests, Visitors visitors, LogoutSteps steps)
    : IEndpoint
{
    public static string Path => "/connect/endsession/resume";

    public static string[] Methods => [HttpMethods.Get];

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var handle = http.Query[LogoutRequests.Parameter] is [{ } one] ? one : null;
        var locales = http.Query[Parameter.UiLocales] is [{ } tags] ? tags : null;
        return await requests.FindAsync(handle, visitors.HandleOf(http), ct) is { } request
            ? await steps.ContinueAsync(http, request, locales, ct)
            : LogoutSteps.ToPage(LogoutSteps.AskingPage, request: null, locales);
    }
}
