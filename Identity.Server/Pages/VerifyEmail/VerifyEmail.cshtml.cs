using Identity.Server.Pages.Forms;
using Identity.Server.Users.EmailVerification;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.VerifyEmail;

/// <summary>Where the link in the letter leads. Opening it does nothing, for mail scanners open links as well.</summary>
internal sealed class VerifyEmailPage(EmailVerifications verifications) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public bool IsGood { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        IsGood = Token is not null && await verifications.IsGoodAsync(Token, ct);
        return IsGood ? Page() : this.Again(StatusCodes.Status400BadRequest);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        Token is not null && await verifications.ConfirmAsync(Token, ct) is not null
            ? Redirect("/verify-email/done")
            : this.Again(StatusCodes.Status400BadRequest);
}
