using Identity.Server.Mail.Transport;
using Identity.Server.Pages.Look;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.DevMail;

/// <summary>Shows one letter as its reader would see it, in a frame that can do nothing.</summary>
internal sealed class LetterPage(DevelopmentMailbox mailbox, Stylesheet stylesheet) : PageModel
{
    public KeptLetter? Letter { get; private set; }

    public IActionResult OnGet(Guid id)
    {
        Letter = mailbox.Find(letter => letter.Id == id);
        if (Letter is null)
            return NotFound();
        Response.Headers.ContentSecurityPolicy = $"{stylesheet.Policy}; frame-src 'self'";
        return Request.WantsJson() ? new JsonResult(Letter) : Page();
    }
}
