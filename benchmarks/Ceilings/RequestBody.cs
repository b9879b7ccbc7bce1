namespace Ceilings;

/// <summary>Reads a request's body to its end without looking at it.</summary>
internal static class RequestBody
{
    public static async Task DrainAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
