using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Identity.Server.Hosting;

/// <summary>Turns what nobody answered into an answer: exceptions, and refusals that routing and the web server leave empty.</summary>
/// <remarks>
/// The shape is RFC 6749 §5.2's, but for browsers, which are shown a page, and below the paths of a door that has a shape
/// of its own. This is the one place that catches every exception.
/// </remarks>
/// <param name="shapes">What doors answer below their own paths.</param>
/// <param name="page">The path of the page about a <see cref="Fault"/>; null where there is none.</param>
/// <param name="refusalPage">The path of the page about a <see cref="RefusedRequest"/>; null where there is none.</param>
internal sealed partial class Faults(
    RequestDelegate next,
    Func<Exception, bool> isAway,
    ILogger<Faults> logger,
    IEnumerable<IFaultShape> shapes,
    string? page = null,
    string? refusalPage = null
)
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
            Away(context.TraceIdentifier, e.Message);
            Begin(context.Response, StatusCodes.Status503ServiceUnavailable);
            context.Response.Headers.RetryAfter = "2";
        }
        catch (Exception e)
        {
            Failed(e, context.TraceIdentifier, context.Request.Method, context.Request.Path);
            Begin(context.Response, StatusCodes.Status500InternalServerError);
        }

        if (IsUnanswered(context.Response) && ShapeFor(context.Request) is { } shape)
            await shape.AnswerAsync(context);
        if (IsUnanswered(context.Response) && PageFor(context) is { } shown)
            await ShowAsync(shown, context);
        if (IsUnanswered(context.Response))
            await AnswerAsync(context.Response);
    }

    private IFaultShape? ShapeFor(HttpRequest request) => shapes.FirstOrDefault(shape => shape.Covers(request.Path));

    // What failed may have said already what it was going to write.
    private static void Begin(HttpResponse response, int status)
    {
        if (response.HasStarted)
            return;
        (response.ContentType, response.ContentLength, response.StatusCode) = (null, null, status);
    }

    private static bool IsUnanswered(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null };

    // Whoever comes to an address that only browsers are sent to is shown a page whatever they say they take.
    private string? PageFor(HttpContext context) =>
        context.Features.Get<RefusedRequest>() is not null ? refusalPage
        : IsFromBrowser(context.Request) ? page
        : null;

    // HEAD is asked by programs, and must get no body.
    private static bool IsFromBrowser(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private async Task ShowAsync(string path, HttpContext context)
    {
        var request = context.Request;
        var asked = (request.Method, request.Path, request.QueryString);
        var status = context.Response.StatusCode;
        context.Features.Set(new Fault(status, context.TraceIdentifier, $"{request.Method} {request.Path}"));
        context.Features.Set<IRouteValuesFeature>(instance: null);
        context.SetEndpoint(endpoint: null);
        try
        {
            (request.Method, request.Path, request.QueryString) = (HttpMethods.Get, path, QueryString.Empty);
            await next(context);
        }
        catch (Exception e)
        {
            // Whatever is wrong with the page, the plain answer is left.
            Failed(e, context.TraceIdentifier, request.Method, path);
            Begin(context.Response, status);
        }
        finally
        {
            (request.Method, request.Path, request.QueryString) = asked;
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

    [LoggerMessage(LogLevel.Warning, "{Number}: the database did not answer: {Message}")]
    private partial void Away(string number, string message);

    [LoggerMessage(LogLevel.Error, "{Number}: {Method} {Path} failed")]
    private partial void Failed(Exception exception, string number, string method, PathString path);
}
