using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.SignOut;

/// <summary>Where a person leaves. A link only asks: whoever sends it must not sign others out.</summary>
internal sealed class SignOutPage(Browsers browsers) : PageModel
{
    public IActionResult OnGet() => HttpContext.SessionOrNull() is null ? Redirect("/signed-out") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await browsers.SignOutAsync(HttpContext, ct);
        return Redirect("/signed-out");
    }
}
