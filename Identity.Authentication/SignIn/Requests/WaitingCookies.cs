using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.SignIn.Requests;

/// <summary>Keeps the cookies of sign-ins that were begun and never finished from piling up in a browser.</summary>
/// <remarks>
/// Whoever can have a browser open pages of the app, a hundred of them, could otherwise fill its cookies until the server
/// refuses the headers, and the app is closed to that person.
/// </remarks>
internal static class WaitingCookies
{
    /// <summary>As many tabs as somebody signs in from at once, and more.</summary>
    private const int Most = 12;

    /// <summary>Gives up all that wait, where there are too many: the tab that is used next begins anew.</summary>
    public static void Prune(HttpContext http, CookieBuilder cookie)
    {
        if (cookie.Name is not { Length: > 0 } prefix)
            return;
        var waiting = http
            .Request.Cookies.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToList();
        if (waiting.Count < Most)
            return;
        var options = cookie.Build(http);
        foreach (var name in waiting)
            http.Response.Cookies.Delete(name, options);
    }
}
