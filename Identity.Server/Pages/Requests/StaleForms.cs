using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Identity.Server.Pages.Requests;

/// <summary>
/// Shows a form anew that was left open for longer than its token is good, where the request it is for still waits in this
/// very browser. Nothing that was sent with it is done. Any other form without a good token stays refused.
/// </summary>
internal sealed class StaleForms(WaitingRequests requests) : IAsyncAlwaysRunResultFilter
{
    /// <summary>What the query calls a form that had to be shown anew.</summary>
    public const string Parameter = "stale";

    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (
            context.Result is IAntiforgeryValidationFailedResult
            && await requests.FindAsync(http, session: null, http.RequestAborted) is { } waiting
        )
        {
            // The page's own route: what was asked for is only an address that happens to lead to it.
            var page = $"/{context.ActionDescriptor.AttributeRouteInfo!.Template}";
            context.Result = new RedirectResult($"{waiting.On(page)}&{Parameter}=true");
        }
        await next();
    }

    public static bool IsStale(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Query[Parameter] == "true";
}
