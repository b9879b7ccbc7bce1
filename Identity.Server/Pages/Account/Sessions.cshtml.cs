using Identity.Server.Pages.Visits;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Logout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person sees the browsers they are signed in with, and ends what they do not know.</summary>
internal sealed class SessionsPage(
    BrowserSessions sessions,
    SessionLogouts logouts,
    TokenRevocation revocation,
    Browsers browsers,
    IStringLocalizer<Texts> T
) : PageModel
{
    public IReadOnlyList<ListedSession> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Sessions = await sessions.ListAsync(HttpContext.Session().Person.Id, ct);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await logouts.EndAsync(id, HttpContext.Session().Person.Id, ct) is not null)
            TempData.LeaveDone(T["That browser is signed out."]);
        return Redirect("/account/sessions");
    }

    public async Task<IActionResult> OnPostEverywhereAsync(CancellationToken ct)
    {
        var person = HttpContext.Session().Person;
        await browsers.SignOutElsewhereAsync(HttpContext, ct);
        await revocation.RevokeAllAsync(person.Id, person.Email, ct);
        TempData.LeaveDone(T["You are signed out everywhere else."]);
        return Redirect("/account/sessions");
    }
}
