using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.StartAgain;

/// <summary>Where a request leads that is over, was answered, or is no request of this browser.</summary>
internal sealed class StartAgainPage(WayBacks ways) : PageModel
{
    public WayBack Way { get; private set; } = new(Name: null, Address: null);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Way = await ways.FindAsync(HttpContext, ct);
        return this.Again(StatusCodes.Status400BadRequest);
    }
}
