using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person leaves for good: with their password, and their address typed out.</summary>
internal sealed class DeletePage(
    AccountDeletions deletions,
    SessionLogouts logouts,
    TokenRevocation revocation,
    Browsers browsers,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Typed { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public Problems Problems { get; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var person = HttpContext.Session().Person;
        if (!person.Email.Equals(Typed?.Trim(), StringComparison.OrdinalIgnoreCase))
            Problems.Add("typed", T["This is not the address of your account."]);
        if (Password is null)
            Problems.Add("password", T["Enter your password."]);
        if (Problems.Any)
            return this.Again();

        var source = browsers.SourceOf(HttpContext);
        var outcome = await deletions.DeleteAsync(person.Id, Password!, source, logouts.EndAllAsync, ct);
        if (outcome is not Confirmation.Done)
            return this.NotConfirmed(outcome, Problems, "password", T);
        await revocation.RevokeAllAsync(person.Id, person.Email, ct);
        await browsers.SignOutAsync(HttpContext, ct);
        return Redirect("/account-deleted");
    }
}
