using Identity.Server.Clients.AccountProfiles;
using Microsoft.Extensions.Primitives;

namespace Identity.Server.AccountApi;

/// <summary>Tells browsers which pages of other origins may call a profile's routes: those it names, and no others.</summary>
/// <remarks>The Fetch standard's CORS protocol. `Origin: null` is any sandboxed page's, and is never named.</remarks>
internal static class CrossOrigin
{
    private static readonly StringValues Headers =
        "Authorization, Content-Type, Accept, Accept-Language, X-Requested-With";
    private static readonly StringValues Exposed = "Retry-After, WWW-Authenticate";
    private static readonly StringValues TenMinutes = "600";

    /// <summary>For an answer, whatever it is: a page that cannot read a refusal cannot show it.</summary>
    public static void Allow(HttpContext http, AccountProfile profile)
    {
        if (AllowOrigin(http, profile))
            http.Response.Headers.AccessControlExposeHeaders = Exposed;
    }

    /// <summary>For the question that a browser asks before the call.</summary>
    public static void AnswerPreflight(HttpContext http, IReadOnlyList<ServedRoute> served)
    {
        var (request, response) = (http.Request, http.Response);
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = MethodsOf(served);
        string? method = request.Headers.AccessControlRequestMethod;
        var asked = served.FirstOrDefault(one => one.Route.Method == method) ?? served[0];
        if (!AllowOrigin(http, asked.Profile) || asked.Route.Method != method)
            return;
        response.Headers.AccessControlAllowMethods = asked.Route.Method;
        response.Headers.AccessControlAllowHeaders = Headers;
        response.Headers.AccessControlMaxAge = TenMinutes;
    }

    public static string MethodsOf(IReadOnlyList<ServedRoute> served) =>
        string.Join(", ", [.. served.Select(one => one.Route.Method), HttpMethods.Options]);

    private static bool AllowOrigin(HttpContext http, AccountProfile profile)
    {
        if (profile.Cors.Origins.Count == 0)
            return false;
        var headers = http.Response.Headers;
        headers.Append("Vary", "Origin");
        if (
            http.Request.Headers.Origin is not [{ } origin]
            || !profile.Cors.Origins.Contains(origin, StringComparer.Ordinal)
        )
        {
            return false;
        }
        headers.AccessControlAllowOrigin = origin;
        if (profile.Cors.AllowsCredentials)
            headers.AccessControlAllowCredentials = "true";
        return true;
    }
}
