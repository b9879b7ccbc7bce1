using Identity.Server.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Error;

/// <summary>What a person sees of a fault: what to do, and a number that our log has as well.</summary>
internal sealed class ErrorPage(IStringLocalizer<Texts> T) : PageModel
{
    public int Status { get; private set; }

    public string Number { get; private set; } = "";

    /// <summary>The address without its query, where secrets are.</summary>
    public string Asked { get; private set; } = "";

    public bool IsOurs => Status >= StatusCodes.Status500InternalServerError;

    public string Heading =>
        Status switch
        {
            StatusCodes.Status404NotFound => T["There is nothing here"],
            StatusCodes.Status429TooManyRequests => T["Too many requests"],
            StatusCodes.Status503ServiceUnavailable => T["We will be right back"],
            >= StatusCodes.Status500InternalServerError => T["Something went wrong here"],
            _ => T["That did not work"],
        };

    public string Help =>
        Status switch
        {
            StatusCodes.Status404NotFound => T["The address may be misspelt, or the page has moved."],
            StatusCodes.Status429TooManyRequests => T["Please wait a moment, and try again."],
            StatusCodes.Status503ServiceUnavailable => T["The server cannot answer now. Please try again in a moment."],
            >= StatusCodes.Status500InternalServerError => T[
                "It is not your fault. Nothing was changed, and we know of it."
            ],
            _ => T[
                "The page may have been open for too long, or cookies are switched off. Open it again, and try once more."
            ],
        };

    public IActionResult OnGet()
    {
        if (HttpContext.Features.Get<Fault>() is not { } fault)
            return NotFound();
        (Status, Number, Asked) = (fault.Status, fault.Number, fault.Asked);
        return Page();
    }
}
