using Identity.Server.Interactions;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.SelectAccount;

/// <summary>Where a person says with which account to go on: the one that is signed in, or another.</summary>
/// <remarks>OpenID Connect Core §3.1.2.1, prompt=select_account.</remarks>
internal sealed class SelectAccountPage(PendingRequests requests) : PageModel
{
    /// <summary>The account that the page showed.</summary>
    [BindProperty]
    public Guid Account { get; set; }

    public IActionResult OnGet()
    {
        var waiting = HttpContext.Waiting();
        return waiting.Step is NextStep.ChooseAccount ? Page() : Redirect(waiting.ResumeAddress);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var waiting = HttpContext.Waiting();
        // Who signed in meanwhile in another tab has not been shown here, and is asked again.
        if (waiting.Step is NextStep.ChooseAccount && HttpContext.Session().Person.Id == Account)
            await requests.ChooseAccountAsync(waiting.Pending, ct);
        return Redirect(waiting.ResumeAddress);
    }
}
