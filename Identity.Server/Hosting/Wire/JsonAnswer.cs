using System.Buffers;
using System.Text.Json;

namespace Identity.Server.Hosting.Wire;

/// <summary>Writes a JSON answer that nobody may keep.</summary>
internal static class JsonAnswer
{
    public static Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            write(json);
        return PrivateAnswer.WriteAsync(response, status, "application/json", buffer.WrittenMemory);
    }
}
