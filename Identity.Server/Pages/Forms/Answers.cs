using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Forms;

/// <summary>How a form comes back: the page itself, with the status that says why.</summary>
internal static class Answers
{
    /// <summary>Something in it has to be entered again.</summary>
    public static PageResult Again(this PageModel page) => page.Again(StatusCodes.Status422UnprocessableEntity);

    public static PageResult Again(this PageModel page, int status)
    {
        page.Response.StatusCode = status;
        return page.Page();
    }

    /// <summary>Too often from one place.</summary>
    public static PageResult TooOften(this PageModel page, TimeSpan wait, Problems problems, IStringLocalizer<Texts> T)
    {
        problems.Add(field: null, T["There were too many attempts. Please try again in {0}.", Waits.Words(wait)]);
        return page.Later(StatusCodes.Status429TooManyRequests, wait);
    }

    /// <summary>Not now, but in a while.</summary>
    public static PageResult Later(this PageModel page, int status, TimeSpan wait)
    {
        page.Response.SetRetryAfter(wait);
        return page.Again(status);
    }
}
