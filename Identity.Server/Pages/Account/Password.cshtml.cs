using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Tokens;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person chooses another password. Everything from before ends, and this browser goes on.</summary>
internal sealed class PasswordPage(
    PasswordChanges changes,
    TokenRevocation revocation,
    Browsers browsers,
    NewPasswords passwords,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? Wanted { get; set; }

    public Problems Problems { get; } = new();

    public PasswordStrength? Strength { get; private set; }

    public PasswordPolicy Policy => passwords.Policy;

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Current is null)
            Problems.Add("current", T["Enter your current password."]);
        if (Wanted is null)
            Problems.Add("wanted", T["Choose a password."]);
        if (Problems.Any)
            return this.Again();

        var person = HttpContext.Session().Person;
        var source = browsers.SourceOf(HttpContext);
        switch (await changes.ChangeAsync(person.Id, Current!, Wanted!, Policy, source, ct))
        {
            case PasswordChange.Done done:
                await revocation.RevokeAllAsync(done.Person.Id, done.Person.Email, ct);
                await browsers.SignInAsync(HttpContext, done.Person, ct);
                TempData.LeaveDone(T["Your password is changed. All other browsers and apps are signed out."]);
                return Redirect("/account");
            case PasswordChange.NotConfirmed refused:
                return this.NotConfirmed(refused.Why, Problems, "current", T);
            case PasswordChange.WeakPassword weak:
                Problems.Add("wanted", passwords.Words(weak.Faults));
                Strength = passwords.Measure(Wanted!, person.Email, person.Name);
                return this.Again();
            case PasswordChange.Busy busy:
                return this.NotConfirmed(new Confirmation.Busy(busy.RetryAfter), Problems, "current", T);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }
}
