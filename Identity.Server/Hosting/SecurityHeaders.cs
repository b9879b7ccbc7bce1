using Microsoft.Extensions.Primitives;

namespace Identity.Server.Hosting;

/// <summary>Tells browsers to trust an answer with as little as possible. A page that needs more says so itself.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, bool isSecure)
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NothingLoads = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
    private static readonly StringValues TwoYears = "max-age=63072000; includeSubDomains";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers.ContentSecurityPolicy = NothingLoads;
        headers["Referrer-Policy"] = NoReferrer;
        // RFC 6797 §7.2: never over plain HTTP.
        if (isSecure)
            headers.StrictTransportSecurity = TwoYears;
        return next(context);
    }
}
