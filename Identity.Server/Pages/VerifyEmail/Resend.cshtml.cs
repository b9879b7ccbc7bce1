using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.Throttling;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.VerifyEmail;

/// <summary>Where a person asks for the letter once more, also after a sign-in that was right but too early.</summary>
internal sealed class ResendPage(
    EmailVerifications verifications,
    RequestThrottle throttle,
    Browsers browsers,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public Problems Problems { get; } = new();

    public void OnGet() => Email = TempData.Address();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Problems.AddEmail(Email, T);
        if (Problems.Any)
            return this.Again();
        if (await throttle.AdmitAsync("verify-email", browsers.SourceOf(HttpContext), ct) is { } wait)
            return this.TooOften(wait, Problems, T);

        await verifications.RequestAsync(Email!, new LetterWish(HttpContext.Language().Tag), ct);
        TempData.LeaveAddress(Email!);
        TempData.LeaveRequest(HttpContext.WaitingOrNull()?.Pending.Handle);
        return Redirect(HttpContext.Carrying("/verify-email/sent"));
    }
}
