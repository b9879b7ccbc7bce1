using Identity.Server.Clients;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Protocol.Wire;

/// <summary>Lets apps that run in a browser call an endpoint: pages of the origins that some client has its answers sent to.</summary>
/// <remarks>
/// The Fetch standard's CORS protocol. Before the call a browser does not say which client it will be for. Cookies count for nothing at
/// these endpoints, so nothing is allowed with credentials; `Origin: null` is any sandboxed page's, and nobody's redirect URI.
/// </remarks>
internal sealed class BrowserApps(ClientCatalog clients)
{
    /// <summary>For an answer, whatever it is.</summary>
    public void Allow(HttpContext http)
    {
        if (AllowedOrigin(http) is { } origin)
            CrossOriginHeaders.AllowAnswer(http.Response, origin);
    }

    /// <summary>For the question that a browser asks before the call.</summary>
    public void AnswerPreflight(HttpContext http, string[] methods)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = string.Join(", ", [.. methods, HttpMethods.Options]);
        if (
            AllowedOrigin(http) is { } origin
            && http.Request.Headers.AccessControlRequestMethod is [{ } method]
            && methods.Contains(method)
        )
        {
            CrossOriginHeaders.AllowCall(response, origin, method);
        }
    }

    private string? AllowedOrigin(HttpContext http) =>
        CrossOriginHeaders.ReadOrigin(http) is { } origin && clients.IsOriginOfAny(origin) ? origin : null;
}
