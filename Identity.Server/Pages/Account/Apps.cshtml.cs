using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person sees which apps may do what on their behalf, opens one and ends it.</summary>
internal sealed class AppsPage(AppList apps, ScopeWords words, IStringLocalizer<Texts> T) : PageModel
{
    [BindProperty]
    public string? App { get; set; }

    public IReadOnlyList<AppWithAccess> Apps { get; private set; } = [];

    public IEnumerable<string> WordsOf(AppWithAccess app) =>
        app.Scopes.Select(scope => words.Of(scope, HttpContext.Session().Person).Words);

    public async Task OnGetAsync(CancellationToken ct) =>
        Apps = await apps.OfAsync(HttpContext.Session().Person.Id, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (App is { } app && await apps.WithdrawAsync(HttpContext.Session().Person.Id, app, ct))
            TempData.LeaveDone(T["{0} has no access any more.", apps.NameOf(app)]);
        return Redirect("/account/apps");
    }
}
