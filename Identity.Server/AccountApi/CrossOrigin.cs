using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.AccountApi;

/// <summary>Tells browsers which pages of other origins may call a profile's routes: those it names, and no others.</summary>
/// <remarks>The Fetch standard's CORS protocol. `Origin: null` is any sandboxed page's, and is never named.</remarks>
internal static class CrossOrigin
{
    public static void Allow(HttpContext http, AccountProfile profile)
    {
        if (AllowedOrigin(http, profile) is { } origin)
            CrossOriginHeaders.AllowAnswer(http.Response, origin);
    }

    /// <summary>For the question that a browser asks before the call.</summary>
    public static void AnswerPreflight(HttpContext http, IReadOnlyList<ServedRoute> served)
    {
        var (request, response) = (http.Request, http.Response);
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = MethodsOf(served);
        string? method = request.Headers.AccessControlRequestMethod;
        var asked = served.FirstOrDefault(one => one.Route.Method == method) ?? served[0];
        if (AllowedOrigin(http, asked.Profile) is { } origin && asked.Route.Method == method)
            CrossOriginHeaders.AllowCall(response, origin, method);
    }

    public static string MethodsOf(IReadOnlyList<ServedRoute> served) =>
        string.Join(", ", [.. served.Select(one => one.Route.Method), HttpMethods.Options]);

    private static string? AllowedOrigin(HttpContext http, AccountProfile profile)
    {
        if (
            profile.Cors.Origins.Count == 0
            || CrossOriginHeaders.ReadOrigin(http) is not { } origin
            || !profile.Cors.Origins.Contains(origin, StringComparer.Ordinal)
        )
        {
            return null;
        }
        if (profile.Cors.AllowsCredentials)
            http.Response.Headers.AccessControlAllowCredentials = "true";
        return origin;
    }
}
