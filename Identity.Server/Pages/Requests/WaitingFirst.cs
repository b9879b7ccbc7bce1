using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Identity.Server.Pages.Requests;

/// <summary>
/// Guards the pages that are shown for a request: one that is forged, another browser's, over or answered leads to a page
/// that says how to start again, and to no form.
/// </summary>
/// <param name="isRequired">Whether the page is nothing without a request.</param>
internal sealed class WaitingFirst(WayBacks ways, IModelMetadataProvider metadata, bool isRequired)
    : IAsyncResourceFilter,
        IOrderedFilter
{
    private const string View = "/Pages/Shared/_StartAgain.cshtml";

    // After the rules that find the request.
    public int Order => 1;

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        var isNamed = isRequired || WaitingRequests.HandleOf(http.Request) is not null;
        if (!isNamed || http.WaitingOrNull() is not null)
        {
            await next();
            return;
        }

        var way = await ways.FindAsync(http, http.RequestAborted);
        context.Result = new ViewResult
        {
            ViewName = View,
            StatusCode = StatusCodes.Status400BadRequest,
            ViewData = new ViewDataDictionary<WayBack>(metadata, context.ModelState) { Model = way },
        };
    }
}
