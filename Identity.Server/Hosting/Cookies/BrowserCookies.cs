namespace Identity.Server.Hosting.Cookies;

/// <summary>The cookies that we keep in browsers: which is signed in, which has been, and which one began a request.</summary>
/// <remarks>
/// Browsers hold a `__Host-` cookie to its prefix: it came over https from this very host, so no neighbour can plant one.
/// In development there is no https, and so no prefix.
/// </remarks>
/// <param name="isSecure">Whether the public address is https; the connection itself may end at a proxy.</param>
/// <param name="clock">Tells until when a cookie is kept.</param>
internal sealed class BrowserCookies(bool isSecure, TimeProvider clock)
{
    /// <summary>The handle of a session.</summary>
    public const string Session = "identity";

    /// <summary>The handle of a browser in which somebody has signed in before.</summary>
    public const string Device = "device";

    /// <summary>What ties a request that waits for a person to the browser it was begun in.</summary>
    public const string Visitor = "visitor";

    /// <summary>Another one for each session; for a script, and no secret.</summary>
    /// <remarks>OpenID Connect Session Management §3.2.</remarks>
    public const string BrowserState = "browser-state";

    public static string NameOf(string name, bool isSecure) => isSecure ? $"__Host-{name}" : name;

    public string? Read(HttpRequest request, string name) => request.Cookies[NameOf(name, isSecure)];

    public void Keep(HttpResponse response, string name, string value, TimeSpan lifetime) =>
        response.Cookies.Append(NameOf(name, isSecure), value, Kept(lifetime));

    /// <summary>Keeps a cookie that also comes along when another site's form leads here, as an authorization request by POST does.</summary>
    public void KeepAcrossSites(HttpResponse response, string name, string value, TimeSpan lifetime)
    {
        response.Cookies.Append(NameOf(name, isSecure), value, KeptAcrossSites(lifetime));
    }

    /// <summary>Keeps what a script of ours reads in a frame of another site's page.</summary>
    public void KeepReadable(HttpResponse response, string name, string value, TimeSpan lifetime)
    {
        var kept = KeptAcrossSites(lifetime);
        kept.HttpOnly = false;
        response.Cookies.Append(NameOf(name, isSecure), value, kept);
    }

    public void Forget(HttpResponse response, string name) =>
        response.Cookies.Delete(NameOf(name, isSecure), Kept(lifetime: null));

    private CookieOptions KeptAcrossSites(TimeSpan lifetime)
    {
        var kept = Kept(lifetime);
        // Browsers take SameSite=None over https alone.
        if (isSecure)
            kept.SameSite = SameSiteMode.None;
        return kept;
    }

    /// <summary>As every cookie of ours is kept.</summary>
    public CookieOptions Kept(TimeSpan? lifetime) =>
        new()
        {
            HttpOnly = true,
            Secure = isSecure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
            Expires = lifetime is { } life ? clock.GetUtcNow() + life : null,
            MaxAge = lifetime,
        };
}
