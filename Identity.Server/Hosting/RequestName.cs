using System.Diagnostics;

namespace Identity.Server.Hosting;

/// <summary>
/// Gives a request one name in logs, traces, the audit and on error pages, and leaves its address where the rooms, which
/// know nothing of HTTP, can find it.
/// </summary>
internal sealed class RequestName(RequestDelegate next)
{
    // As OpenTelemetry names it. Not yet text: most requests are never told of.
    private const string Address = "client.address";

    /// <remarks>The framework begins an activity for each request, unless nobody logs or traces anything at all.</remarks>
    public Task InvokeAsync(HttpContext context) =>
        Activity.Current is { } activity ? InvokeAsync(context, activity) : InvokeUnobservedAsync(context);

    private async Task InvokeUnobservedAsync(HttpContext context)
    {
        using var activity = new Activity("request").Start();
        await InvokeAsync(context, activity);
    }

    private Task InvokeAsync(HttpContext context, Activity activity)
    {
        context.TraceIdentifier = activity.TraceId.ToHexString();
        activity.SetTag(Address, context.Connection.RemoteIpAddress);
        return next(context);
    }
}
