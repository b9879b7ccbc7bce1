using System.Globalization;
using Identity.Server.Keys;
using Identity.Server.Tokens;
using Microsoft.Extensions.Options;

namespace Identity.Server.Protocol.Discovery;

/// <summary>Where a client learns everything else from the issuer's name alone.</summary>
/// <remarks>OpenID Connect Discovery §4; RFC 8414 §3.</remarks>
internal static class DiscoveryEndpoint
{
    public const string OpenIdPath = Issuer.ConfigurationPath;
    public const string OAuthPath = "/.well-known/oauth-authorization-server";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var documents = routes.ServiceProvider.GetRequiredService<DiscoveryDocuments>();
        var cacheControl = CacheControl(routes.ServiceProvider.GetRequiredService<IOptions<KeyOptions>>().Value);
        foreach (var path in (string[])[OpenIdPath, OAuthPath])
        {
            routes.MapMethods(
                path,
                [HttpMethods.Get, HttpMethods.Head],
                http =>
                {
                    var document = documents.Current;
                    return CachedDocument.WriteAsync(
                        http,
                        "application/json",
                        document.Json,
                        document.ETag,
                        cacheControl
                    );
                }
            );
        }
    }

    public static string CacheControl(KeyOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)options.CacheFor.TotalSeconds}");
}
