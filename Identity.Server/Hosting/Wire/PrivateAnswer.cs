namespace Identity.Server.Hosting.Wire;

/// <summary>Writes an answer that nobody may keep: every answer with a token, a claim or a refusal in it.</summary>
/// <remarks>RFC 6749 §5.1: Cache-Control no-store.</remarks>
internal static class PrivateAnswer
{
    public static Task WriteAsync(HttpResponse response, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        response.ContentType = contentType;
        WriteHead(response, status, body.Length);
        return response.Body.WriteAsync(body).AsTask();
    }

    public static void WriteEmpty(HttpResponse response, int status) => WriteHead(response, status, length: 0);

    private static void WriteHead(HttpResponse response, int status, int length)
    {
        response.StatusCode = status;
        response.ContentLength = length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}
