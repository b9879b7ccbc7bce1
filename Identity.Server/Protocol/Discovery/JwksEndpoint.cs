using Identity.Server.Keys;
using Microsoft.Extensions.Options;

namespace Identity.Server.Protocol.Discovery;

/// <summary>Where others find our public keys: to check our signatures with, and to encrypt to us with.</summary>
/// <remarks>RFC 7517 §5; OpenID Connect Discovery §3, jwks_uri.</remarks>
internal static class JwksEndpoint
{
    public const string Path = "/.well-known/jwks.json";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.ServiceProvider.GetRequiredService<KeyPublication>();
        var cacheControl = DiscoveryEndpoint.CacheControl(
            routes.ServiceProvider.GetRequiredService<IOptions<KeyOptions>>().Value
        );
        routes.MapMethods(
            Path,
            [HttpMethods.Get, HttpMethods.Head],
            http =>
            {
                var published = keys.Current;
                return CachedDocument.WriteAsync(
                    http,
                    "application/jwk-set+json",
                    published.Json,
                    published.ETag,
                    cacheControl
                );
            }
        );
    }
}
