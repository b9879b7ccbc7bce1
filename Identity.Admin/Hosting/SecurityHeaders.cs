using Microsoft.Extensions.Primitives;

namespace Identity.Admin.Hosting;

/// <summary>Tells browsers to run our own files and nothing else, and to show the site in no other one.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, Settings settings)
{
    // Blazor needs no inline script. It and the charts do set the style attributes of elements: attributes, and no more.
    // A form that signs out is led on to the server, which is the only other origin that a form may reach.
    private readonly StringValues _policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'self'; frame-ancestors 'none'; "
        + $"form-action 'self' {settings.Issuer.GetLeftPart(UriPartial.Authority)}";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // RFC 6797 §7.2: never over plain HTTP.
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        return next(context);
    }
}
