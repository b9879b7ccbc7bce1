using Identity.Server.Hosting.Cookies;
using Identity.Server.Sessions;
using Identity.Server.Users.Throttling;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.Visits;

/// <summary>The cookies of the pages: which browser is signed in, which has been, and what it likes to read.</summary>
internal sealed class PageCookies(BrowserCookies cookies, IOptions<BrowserSessionOptions> sessions)
{
    // Without a prefix: it says nothing of anybody.
    private const string LanguageName = "lang";
    private static readonly TimeSpan LanguageLifetime = TimeSpan.FromDays(365);

    public string? SessionOf(HttpRequest request) => cookies.Read(request, BrowserCookies.Session);

    public string? DeviceOf(HttpRequest request) => cookies.Read(request, BrowserCookies.Device);

    public string? VisitorOf(HttpRequest request) => cookies.Read(request, BrowserCookies.Visitor);

    public static string? LanguageOf(HttpRequest request) => request.Cookies[LanguageName];

    public void KeepSession(HttpResponse response, SessionHandle handle) =>
        cookies.Keep(response, BrowserCookies.Session, handle.Reveal(), sessions.Value.AbsoluteLifetime);

    public void ForgetSession(HttpResponse response) => cookies.Forget(response, BrowserCookies.Session);

    public void KeepDevice(HttpResponse response, DeviceHandle handle) =>
        cookies.Keep(response, BrowserCookies.Device, handle.Reveal(), KnownDevices.Kept);

    public void KeepLanguage(HttpResponse response, Language language) =>
        response.Cookies.Append(LanguageName, language.Tag, cookies.Kept(LanguageLifetime));

    public void ForgetLanguage(HttpResponse response) =>
        response.Cookies.Delete(LanguageName, cookies.Kept(lifetime: null));
}
