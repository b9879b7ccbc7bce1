using System.Text;

namespace Identity.Server.Hosting;

/// <summary>Turns what nobody answered into an answer: exceptions, and refusals that routing and the web server leave empty.</summary>
/// <remarks>The shape is RFC 6749 §5.2's everywhere. This is the one place that catches every exception.</remarks>
internal sealed partial class Faults(RequestDelegate next, Func<Exception, bool> isAway, ILogger<Faults> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is waiting for an answer.
            return;
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (isAway(e))
        {
            Away(e.Message);
            context.Response.Headers.RetryAfter = "2";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception e)
        {
            Failed(e, context.Request.Method, context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        var response = context.Response;
        if (
            response.StatusCode >= 400
            && !response.HasStarted
            && response.ContentLength is null
            && response.ContentType is null
        )
        {
            await AnswerAsync(response);
        }
    }

    private static Task AnswerAsync(HttpResponse response)
    {
        var (code, description) = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("invalid_request", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ("invalid_request", "The method is not allowed here."),
            StatusCodes.Status413PayloadTooLarge => ("invalid_request", "The request body is too large."),
            StatusCodes.Status415UnsupportedMediaType => ("invalid_request", "The content type is not supported."),
            StatusCodes.Status503ServiceUnavailable => (
                "temporarily_unavailable",
                "The server cannot answer now. Try again shortly."
            ),
            >= 500 => ("server_error", "The server failed to answer."),
            _ => ("invalid_request", "The request cannot be understood."),
        };
        var body = Encoding.UTF8.GetBytes($"{{\"error\":\"{code}\",\"error_description\":\"{description}\"}}");
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(response.HttpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body).AsTask();
    }

    [LoggerMessage(LogLevel.Warning, "The database did not answer: {Message}")]
    private partial void Away(string message);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void Failed(Exception exception, string method, PathString path);
}
