using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Identity.Server.Users;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Throttling;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.ForgotPassword;

/// <summary>Where a person who forgot their password asks for a letter.</summary>
internal sealed class ForgotPasswordPage(
    PasswordResets resets,
    RequestThrottle throttle,
    Browsers browsers,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public Problems Problems { get; } = new();

    public void OnGet() => Email = HttpContext.SessionOrNull()?.Person.Email ?? HttpContext.WaitingOrNull()?.EmailHint;

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Problems.AddEmail(Email, T);
        if (Problems.Any)
            return this.Again();
        if (await throttle.AdmitAsync("forgot-password", browsers.SourceOf(HttpContext), ct) is { } wait)
            return this.TooOften(wait, Problems, T);

        await resets.RequestAsync(Email!, new LetterWish(HttpContext.Language().Tag), ct);
        TempData.LeaveAddress(Email!);
        TempData.LeaveRequest(HttpContext.WaitingOrNull()?.Pending.Handle);
        return Redirect(HttpContext.Carrying("/forgot-password/sent"));
    }
}
