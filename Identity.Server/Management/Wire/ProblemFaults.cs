using Identity.Server.Hosting;

namespace Identity.Server.Management.Wire;

/// <summary>The shape of what nobody answered below this API: no such address, another method, a fault of ours.</summary>
internal sealed class ProblemFaults : IFaultShape
{
    public bool Covers(PathString path) => path.StartsWithSegments(ManagementApi.Root, StringComparison.Ordinal);

    public Task AnswerAsync(HttpContext http)
    {
        var status = http.Response.StatusCode;
        var (code, title, sentence) = status switch
        {
            StatusCodes.Status404NotFound => ("not_found", "Not found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => (
                "method_not_allowed",
                "Another method",
                "The method is not allowed here. The header Allow names those that are."
            ),
            StatusCodes.Status413PayloadTooLarge => ("too_large", "Too large", "The request is too large."),
            StatusCodes.Status415UnsupportedMediaType => (
                "unsupported_media_type",
                "Another content type",
                "The content type is not supported."
            ),
            StatusCodes.Status503ServiceUnavailable => (
                "busy",
                "Busy",
                "The server cannot answer now. Try again shortly."
            ),
            >= StatusCodes.Status500InternalServerError => (
                "server_error",
                "Failed",
                "The server failed to answer. Its log says why, under the correlation id."
            ),
            _ => ("malformed", "Not understood", "The request cannot be understood."),
        };
        return ProblemWriter.WriteAsync(http, new Problem(code, status, title, sentence));
    }
}
