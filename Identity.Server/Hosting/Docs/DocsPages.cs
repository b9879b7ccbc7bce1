using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace Identity.Server.Hosting.Docs;

/// <summary>Serves the document of what is configured now, and two pages that show it.</summary>
internal static class DocsPages
{
    private const string Document = "/openapi.json";

    // Both draw with styles of their own making, and show a picture or two from within; nothing comes from elsewhere.
    private static readonly StringValues SwaggerPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    private static readonly StringValues ReDocPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    // Its own page asks another company for fonts, and so tells it who reads here.
    private const string ReDocPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <title>%(DocumentTitle)</title>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <link href="index.css" rel="stylesheet">
        </head>
        <body>
            <div id="redoc-container"></div>
            <script type="module" src="index.js"></script>
        </body>
        </html>
        """;

    public static void AddDocs(this IServiceCollection services) =>
        services.AddOptions<DocsOptions>().BindConfiguration(DocsOptions.Section);

    /// <param name="issuer">The public address, which is where all of it is.</param>
    public static void UseDocs(this WebApplication app, string issuer)
    {
        var options = app.Services.GetRequiredService<IOptions<DocsOptions>>().Value;
        if (!(options.Enabled ?? app.Environment.IsDevelopment()))
            return;

        app.MapGet(Document, (HttpContext http) => WriteAsync(http, issuer));
        app.Use(
            (http, next) =>
            {
                if (http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal))
                    http.Response.Headers.ContentSecurityPolicy = SwaggerPolicy;
                else if (http.Request.Path.StartsWithSegments("/redoc", StringComparison.Ordinal))
                    http.Response.Headers.ContentSecurityPolicy = ReDocPolicy;
                return next(http);
            }
        );
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Identity: the interfaces";
            page.SwaggerEndpoint(Document, "Identity");
        });
        app.UseReDoc(page =>
        {
            page.RoutePrefix = "redoc";
            page.DocumentTitle = "Identity: the interfaces";
            page.SpecUrl = Document;
            page.ConfigObject.AdditionalItems["disableTelemetry"] = true;
            page.IndexStream = () => new MemoryStream(Encoding.UTF8.GetBytes(ReDocPage));
        });
    }

    private static async Task WriteAsync(HttpContext http, string issuer)
    {
        var document = InterfaceDocument.Of(http.RequestServices.GetServices<IInterfacePart>(), issuer);
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache";
        await http.Response.WriteAsync(
            await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, http.RequestAborted),
            http.RequestAborted
        );
    }
}
