using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.EmailChange;

/// <summary>Where the present address agrees that the account moves. The letter is enough, in whichever browser it is opened.</summary>
internal sealed class ApprovePage(EmailChanges changes) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    /// <summary>Null where the link is good for nothing.</summary>
    public string? NewEmail { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        NewEmail = Token is null ? null : await changes.FindApprovalAsync(Token, ct);
        return NewEmail is null ? this.Again(StatusCodes.Status400BadRequest) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Token is null || await changes.ApproveAsync(Token, ct) is not { } email)
            return this.Again(StatusCodes.Status400BadRequest);
        TempData.LeaveAddress(email);
        return Redirect("/account/email/sent");
    }
}
