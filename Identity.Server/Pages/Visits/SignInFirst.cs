using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Identity.Server.Pages.Visits;

/// <summary>Guards the pages of an account and of its devices: who is not signed in does that first.</summary>
internal sealed class SignInFirst : IResourceFilter, IOrderedFilter
{
    // After the rules that find out who it is.
    public int Order => 1;

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var http = context.HttpContext;
        if (http.SessionOrNull() is null)
            context.Result = new RedirectResult(Destination.SignInBefore(http.Request));
    }

    public void OnResourceExecuted(ResourceExecutedContext context) { }
}
