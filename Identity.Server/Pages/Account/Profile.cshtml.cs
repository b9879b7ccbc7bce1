using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person says what they are called, where they are and what they read.</summary>
internal sealed class ProfilePage(ProfileChanges changes, PageCookies cookies, IStringLocalizer<Texts> T) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    [BindProperty]
    public string? Locale { get; set; }

    public Problems Problems { get; } = new();

    public void OnGet()
    {
        var person = HttpContext.Session().Person;
        (Name, TimeZone, Locale) = (person.Name, person.TimeZone, person.Locale);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await changes.SaveAsync(HttpContext.Session().Person.Id, Name, TimeZone, Locale, ct))
        {
            case ProfileChange.InvalidName:
                Problems.Add("name", T["Use at most {0} characters, on one line.", 200]);
                return this.Again();
            case ProfileChange.InvalidTimeZone:
                Problems.Add("timeZone", T["Choose a time zone from the list."]);
                return this.Again();
            case ProfileChange.InvalidLocale:
                return BadRequest();
            default:
                // What was chosen for the account goes before what this browser was last asked for.
                cookies.ForgetLanguage(Response);
                TempData.LeaveDone(T["Your profile is saved."]);
                return Redirect("/account");
        }
    }
}
