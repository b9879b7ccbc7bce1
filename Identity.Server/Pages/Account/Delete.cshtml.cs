using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Roles;
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
        switch (await deletions.DeleteAsync(person.Id, Password!, source, Owners.MayGoAsync, logouts.EndAllAsync, ct))
        {
            case AccountDeletion.Done:
                await revocation.RevokeAllAsync(person.Id, person.Email, ct);
                await browsers.SignOutAsync(HttpContext, ct);
                return Redirect("/account-deleted");
            case AccountDeletion.NotConfirmed refused:
                return this.NotConfirmed(refused.Why, Problems, "password", T);
            case AccountDeletion.Prevented:
                Problems.Add(
                    field: null,
                    T["You are the last owner of this server. Make somebody else an owner before you leave."]
                );
                return this.Again(StatusCodes.Status409Conflict);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }
}
