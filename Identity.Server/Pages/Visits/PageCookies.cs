using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Users.Throttling;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.Visits;

/// <summary>The cookies of the pages: which browser is signed in, which has been, and what it likes to read.</summary>
/// <remarks>
/// Browsers hold a `__Host-` cookie to its prefix: it came over https from this very host, so no neighbour
/// can plant one. In development there is no https, and so no prefix.
/// </remarks>
internal sealed class PageCookies(Issuer issuer, IOptions<BrowserSessionOptions> sessions, TimeProvider clock)
{
    private const string LanguageName = "lang";
    private static readonly TimeSpan LanguageLifetime = TimeSpan.FromDays(365);

    private readonly string _session = NameOf("identity", issuer);
    private readonly string _device = NameOf("device", issuer);

    public static string NameOf(string name, Issuer issuer) => issuer.IsSecure ? $"__Host-{name}" : name;

    public string? SessionOf(HttpRequest request) => request.Cookies[_session];

    public string? DeviceOf(HttpRequest request) => request.Cookies[_device];

    public static string? LanguageOf(HttpRequest request) => request.Cookies[LanguageName];

    public void KeepSession(HttpResponse response, SessionHandle handle) =>
        response.Cookies.Append(_session, handle.Reveal(), Kept(sessions.Value.AbsoluteLifetime));

    public void ForgetSession(HttpResponse response) => response.Cookies.Delete(_session, Kept(lifetime: null));

    public void KeepDevice(HttpResponse response, DeviceHandle handle) =>
        response.Cookies.Append(_device, handle.Reveal(), Kept(KnownDevices.Kept));

    public void KeepLanguage(HttpResponse response, Language language) =>
        response.Cookies.Append(LanguageName, language.Tag, Kept(LanguageLifetime));

    public void ForgetLanguage(HttpResponse response) => response.Cookies.Delete(LanguageName, Kept(lifetime: null));

    private CookieOptions Kept(TimeSpan? lifetime) =>
        new()
        {
            HttpOnly = true,
            Secure = issuer.IsSecure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
            Expires = lifetime is { } life ? clock.GetUtcNow() + life : null,
            MaxAge = lifetime,
        };
}
