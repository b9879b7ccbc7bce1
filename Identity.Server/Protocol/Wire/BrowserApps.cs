using Identity.Server.Clients;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Protocol.Wire;

/// <summary>Lets apps that run in a browser call an endpoint: pages of the origins that some client has its answers sent to.</summary>
/// <remarks>
/// The Fetch standard's CORS protocol. Before the call a browser does not say which client it will be for. Cookies count for nothing at
/// these endpoints, so that a page which sends them along, where it may, learns no more than one which does not. `Origin: null` is any
/// sandboxed page's, and nobody's redirect URI; an origin is always named, for `*` would be everybody's.
/// </remarks>
internal sealed class BrowserApps(ClientCatalog clients)
{
    /// <summary>For an answer, whatever it is.</summary>
    public void Allow(HttpContext http, bool withCookies)
    {
        if (AllowedOrigin(http) is not { } origin)
            return;
        CrossOriginHeaders.AllowAnswer(http.Response, origin);
        if (withCookies)
            CrossOriginHeaders.AllowCredentials(http.Response);
    }

    /// <summary>For the question that a browser asks before the call.</summary>
    public void AnswerPreflight(HttpContext http, string[] methods, bool withCookies)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = string.Join(", ", [.. methods, HttpMethods.Options]);
        if (
            AllowedOrigin(http) is not { } origin
            || http.Request.Headers.AccessControlRequestMethod is not [{ } method]
            || !methods.Contains(method)
        )
        {
            return;
        }
        CrossOriginHeaders.AllowCall(response, origin, method);
        if (withCookies)
            CrossOriginHeaders.AllowCredentials(response);
    }

    private string? AllowedOrigin(HttpContext http) =>
        CrossOriginHeaders.ReadOrigin(http) is { } origin && clients.IsOriginOfAny(origin) ? origin : null;
}
