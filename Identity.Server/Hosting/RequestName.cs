using System.Diagnostics;

namespace Identity.Server.Hosting;

/// <summary>
/// Gives a request one name in logs, traces, the audit and on error pages, and leaves its address where the rooms, which
/// know nothing of HTTP, can find it.
/// </summary>
/// <remarks>W3C Trace Context: where the caller brings a trace, its number is the request's name.</remarks>
internal sealed class RequestName(RequestDelegate next)
{
    // As OpenTelemetry names it. Not yet text: most requests are never told of.
    private const string Address = "client.address";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    /// <remarks>The framework begins an activity for each request, unless nobody logs or traces anything at all.</remarks>
    public Task InvokeAsync(HttpContext context) =>
        Activity.Current is { } activity ? InvokeAsync(context, activity) : InvokeUnobservedAsync(context);

    private async Task InvokeUnobservedAsync(HttpContext context)
    {
        using var activity = new Activity("request");
        if (ActivityContext.TryParse(context.Request.Headers.TraceParent, traceState: null, isRemote: true, out var of))
            activity.SetParentId(of.TraceId, of.SpanId, of.TraceFlags);
        activity.Start();
        await InvokeAsync(context, activity);
    }

    private Task InvokeAsync(HttpContext context, Activity activity)
    {
        context.TraceIdentifier = activity.TraceId.ToHexString();
        activity.SetTag(Address, context.Connection.RemoteIpAddress);
        return activity.Source.HasListeners() ? InvokeTracedAsync(context, activity) : next(context);
    }

    // The path may name people and things; the route is the same for all of them.
    private async Task InvokeTracedAsync(HttpContext context, Activity activity)
    {
        try
        {
            await next(context);
        }
        finally
        {
            var method = Array.Find(Methods, context.Request.Method.Equals) ?? "_OTHER";
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            activity.DisplayName = route is null ? method : $"{method} {route}";
            activity.SetTag("http.request.method", method).SetTag("http.route", route);
            activity.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
                activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
