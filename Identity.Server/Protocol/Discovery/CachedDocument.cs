using Microsoft.Net.Http.Headers;

namespace Identity.Server.Protocol.Discovery;

/// <summary>Serves prepared bytes that anybody may keep for a while, and 304 to who has them already.</summary>
/// <remarks>RFC 9110 §13.1.2; RFC 9111 §5.2.2.</remarks>
internal static class CachedDocument
{
    public static Task WriteAsync(HttpContext http, string contentType, byte[] bytes, string etag, string cacheControl)
    {
        var response = http.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = cacheControl;
        // Public documents, which browser apps of any origin read.
        response.Headers.AccessControlAllowOrigin = "*";
        if (IsHeldBy(http.Request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes).AsTask();
    }

    private static bool IsHeldBy(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch is { Count: > 0 } held
        && EntityTagHeaderValue.TryParseList(held, out var tags)
        && tags.Any(tag => tag.Tag == etag || tag.Equals(EntityTagHeaderValue.Any));
}
