using System.Buffers.Text;
using System.Security.Cryptography;

namespace Identity.Server.Pages.Look;

/// <summary>A file beside the pages. Its address changes with its content, so browsers may keep it for good.</summary>
internal sealed record Asset(string Path, string ContentType, byte[] Content)
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string ForAnHour = "public, max-age=3600";

    private string Version { get; } = Base64Url.EncodeToString(SHA256.HashData(Content).AsSpan(0, 9));

    /// <summary>The address that pages name.</summary>
    public string Address => $"{Path}?v={Version}";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(
            Path,
            http =>
            {
                var isVersioned = http.Request.Query["v"] == Version;
                http.Response.Headers.CacheControl = isVersioned ? Forever : ForAnHour;
                // A picture may have its own colours in it, and nothing else.
                http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
                http.Response.ContentType = ContentType;
                http.Response.ContentLength = Content.Length;
                return http.Response.Body.WriteAsync(Content, http.RequestAborted).AsTask();
            }
        );
}
