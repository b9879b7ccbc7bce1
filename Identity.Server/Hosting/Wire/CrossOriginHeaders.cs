using Microsoft.Extensions.Primitives;

namespace Identity.Server.Hosting.Wire;

/// <summary>Tells browsers that a page of another origin may call, and may read what it is answered.</summary>
/// <remarks>The Fetch standard's CORS protocol. Which origins those are is for each door to say.</remarks>
internal static class CrossOriginHeaders
{
    private static readonly StringValues Asked =
        "Authorization, Content-Type, Accept, Accept-Language, X-Requested-With";
    private static readonly StringValues Answered = "Retry-After, WWW-Authenticate";
    private static readonly StringValues TenMinutes = "600";

    /// <summary>Where the calling page is from, or null. From here on the answer is another for each origin, and says so.</summary>
    public static string? ReadOrigin(HttpContext http)
    {
        http.Response.Headers.Append("Vary", "Origin");
        return http.Request.Headers.Origin is [{ } origin] ? origin : null;
    }

    /// <summary>For an answer, whatever it is: a page that cannot read a refusal cannot show it.</summary>
    public static void AllowAnswer(HttpResponse response, string origin)
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlExposeHeaders = Answered;
    }

    /// <summary>Beside either of them: what the browser adds by itself may come along, and counts for nothing.</summary>
    public static void AllowCredentials(HttpResponse response) =>
        response.Headers.AccessControlAllowCredentials = "true";

    /// <summary>For the question that a browser asks before the call.</summary>
    public static void AllowCall(HttpResponse response, string origin, string method)
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlAllowMethods = method;
        response.Headers.AccessControlAllowHeaders = Asked;
        response.Headers.AccessControlMaxAge = TenMinutes;
    }
}
