using Identity.Server.Hosting;
using Identity.Server.Pages.Forms;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.RequestError;

/// <summary>What a person sees of a request that nobody but they can be told of: that it is not their fault, and for the developer why.</summary>
/// <remarks>RFC 6749 §4.1.2.1: without a proven address the browser is sent nowhere.</remarks>
internal sealed class RequestErrorPage : PageModel
{
    public RefusedRequest Refused { get; private set; } = new("", []);

    /// <summary>By which the log's lines about it are found.</summary>
    public string Number => HttpContext.TraceIdentifier;

    public IActionResult OnGet()
    {
        if (HttpContext.Features.Get<RefusedRequest>() is not { } refused)
            return NotFound();
        Refused = refused;
        return this.Again(StatusCodes.Status400BadRequest);
    }
}
