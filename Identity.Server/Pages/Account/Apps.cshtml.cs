using Identity.Server.Clients;
using Identity.Server.Consents;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Identity.Server.Tokens;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>An app that a person let in, as their list shows it.</summary>
/// <param name="Since">When they did.</param>
internal sealed record AppWithAccess(string ClientId, string Name, string[] Scopes, DateTimeOffset Since);

/// <summary>Where a person sees which apps may do what on their behalf, and ends it.</summary>
internal sealed class AppsPage(
    ConsentLedger consents,
    AppGrants grants,
    ClientCatalog clients,
    ScopeWords words,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? App { get; set; }

    public IReadOnlyList<AppWithAccess> Apps { get; private set; } = [];

    public IEnumerable<string> WordsOf(AppWithAccess app) =>
        app.Scopes.Select(scope => words.Of(scope, HttpContext.Session().Person).Words);

    public async Task OnGetAsync(CancellationToken ct)
    {
        var id = HttpContext.Session().Person.Id;
        var given = await consents.ListAsync(id, ct);
        var held = await grants.ListAsync(id, ct);
        Apps =
        [
            .. given
                .Select(consent => (consent.ClientId, consent.Scopes, Since: consent.GrantedAt))
                .Concat(held.Select(grant => (grant.ClientId, grant.Scopes, grant.Since)))
                .GroupBy(entry => entry.ClientId, StringComparer.Ordinal)
                .Select(entries => new AppWithAccess(
                    entries.Key,
                    clients.Find(entries.Key)?.Name ?? entries.Key,
                    [.. entries.SelectMany(entry => entry.Scopes).Distinct(StringComparer.Ordinal)],
                    entries.Min(entry => entry.Since)
                ))
                .OrderBy(app => app.Name, StringComparer.CurrentCulture),
        ];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var id = HttpContext.Session().Person.Id;
        // Consent first: what the app asks for between the two, it asks the person for.
        if (App is { } app && (await consents.WithdrawAsync(id, app, ct) | await grants.EndAsync(id, app, ct) > 0))
            TempData.LeaveDone(T["{0} has no access any more.", clients.Find(app)?.Name ?? app]);
        return Redirect("/account/apps");
    }
}
