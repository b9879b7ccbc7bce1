using Identity.Server.Hosting.Cookies;
using Identity.Server.Interactions;
using Identity.Server.Sessions;
using Identity.Server.Users.Throttling;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.Visits;

/// <summary>The cookies of the pages: which browser is signed in, which has been, and what it likes to read.</summary>
internal sealed class PageCookies(
    BrowserCookies cookies,
    SessionState states,
    IOptions<BrowserSessionOptions> sessions,
    IOptions<InteractionOptions> interactions
)
{
    // Without a prefix: it says nothing of anybody.
    private const string LanguageName = "lang";
    private static readonly TimeSpan LanguageLifetime = TimeSpan.FromDays(365);

    public string? SessionOf(HttpRequest request) => cookies.Read(request, BrowserCookies.Session);

    public string? DeviceOf(HttpRequest request) => cookies.Read(request, BrowserCookies.Device);

    public string? VisitorOf(HttpRequest request) => cookies.Read(request, BrowserCookies.Visitor);

    /// <summary>The browser's own handle, from now on if it had none.</summary>
    public VisitorHandle Recognise(HttpContext http)
    {
        var visitor = VisitorHandle.Read(VisitorOf(http.Request)) ?? VisitorHandle.Create();
        var life = interactions.Value.RequestLifetime;
        cookies.KeepAcrossSites(http.Response, BrowserCookies.Visitor, visitor.Reveal(), life);
        return visitor;
    }

    public static string? LanguageOf(HttpRequest request) => request.Cookies[LanguageName];

    public void KeepSession(HttpResponse response, StartedSession started)
    {
        var life = sessions.Value.AbsoluteLifetime;
        cookies.Keep(response, BrowserCookies.Session, started.Handle.Reveal(), life);
        var state = states.BrowserStateOf(started.Session.Id);
        cookies.KeepReadable(response, BrowserCookies.BrowserState, state, life);
    }

    public void ForgetSession(HttpResponse response)
    {
        cookies.Forget(response, BrowserCookies.Session);
        cookies.Forget(response, BrowserCookies.BrowserState);
    }

    public void KeepDevice(HttpResponse response, DeviceHandle handle) =>
        cookies.Keep(response, BrowserCookies.Device, handle.Reveal(), KnownDevices.Kept);

    public void KeepLanguage(HttpResponse response, Language language) =>
        response.Cookies.Append(LanguageName, language.Tag, cookies.Kept(LanguageLifetime));

    public void ForgetLanguage(HttpResponse response) =>
        response.Cookies.Delete(LanguageName, cookies.Kept(lifetime: null));
}
