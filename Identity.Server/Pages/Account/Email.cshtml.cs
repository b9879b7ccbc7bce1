using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person asks that their account move to another address.</summary>
internal sealed class EmailPage(EmailChanges changes, Browsers browsers, IStringLocalizer<Texts> T) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public Problems Problems { get; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Email is null)
            Problems.Add("email", T["Enter your e-mail address."]);
        if (Password is null)
            Problems.Add("password", T["Enter your password."]);
        if (Problems.Any)
            return this.Again();

        var person = HttpContext.Session().Person;
        switch (await changes.RequestAsync(person.Id, Password!, Email!, browsers.SourceOf(HttpContext), ct))
        {
            case EmailChangeRequest.Asked:
                TempData.LeaveAddress(person.Email);
                return Redirect("/account/email/sent");
            case EmailChangeRequest.InvalidEmail:
                Problems.Add("email", T["This is not an e-mail address. One looks like ann@example.com."]);
                return this.Again();
            case EmailChangeRequest.SameEmail:
                Problems.Add("email", T["This is your address already."]);
                return this.Again();
            case EmailChangeRequest.NotConfirmed refused:
                return this.NotConfirmed(refused.Why, Problems, "password", T);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }
}
