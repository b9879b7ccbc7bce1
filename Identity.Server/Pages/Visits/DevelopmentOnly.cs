using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Identity.Server.Pages.Visits;

/// <summary>Hides pages that show what only a developer may see.</summary>
internal sealed class DevelopmentOnly(bool isDevelopment) : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (!isDevelopment)
            context.Result = new NotFoundResult();
    }

    public void OnResourceExecuted(ResourceExecutedContext context) { }
}
