using Identity.Server.Mail.Transport;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.DevMail;

/// <summary>Lists the letters that development keeps in place of sending them.</summary>
internal sealed class DevMailPage(DevelopmentMailbox mailbox) : PageModel
{
    public IReadOnlyList<KeptLetter> Letters { get; private set; } = [];

    public IActionResult OnGet()
    {
        Letters = mailbox.Letters;
        return Request.WantsJson() ? new JsonResult(Letters) : Page();
    }
}
