using Identity.Server.Hosting.Cookies;

namespace Identity.Server.Pages.Visits;

/// <summary>
/// A cookie that the framework writes as ours are written: secure when the public address is, whatever the connection
/// is, for TLS may end at a proxy.
/// </summary>
internal sealed class PublicCookie : CookieBuilder
{
    private readonly bool _isSecure;

    public PublicCookie(string name, bool isSecure)
    {
        _isSecure = isSecure;
        Name = BrowserCookies.NameOf(name, isSecure);
        Path = "/";
        HttpOnly = true;
        SameSite = SameSiteMode.Lax;
        IsEssential = true;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        cookie.Secure = _isSecure;
        return cookie;
    }
}
