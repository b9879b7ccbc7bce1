using System.Buffers;
using System.Text.Json;

namespace Identity.Server.Hosting.Wire;

/// <summary>Writes a JSON answer that nobody may keep: every answer with a token, a claim or a refusal in it.</summary>
/// <remarks>RFC 6749 §5.1: Cache-Control no-store.</remarks>
internal static class JsonAnswer
{
    public static Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            write(json);

        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        return response.Body.WriteAsync(buffer.WrittenMemory).AsTask();
    }
}
