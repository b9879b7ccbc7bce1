using Identity.Server.Consents;
using Identity.Server.Interactions;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.Consent;

/// <summary>Where a person says what an app may do.</summary>
/// <remarks>OpenID Connect Core §3.1.2.4; RFC 6749 §10.2.</remarks>
internal sealed class ConsentPage(PendingRequests requests, ConsentLedger ledger, ScopeWords words) : PageModel
{
    /// <summary>Whom the page asked.</summary>
    [BindProperty]
    public Guid Account { get; set; }

    /// <summary>`allow`, or anything else for no.</summary>
    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public bool Remember { get; set; }

    public WaitingRequest Waiting => HttpContext.Waiting();

    /// <summary>The scopes that the person has allowed the app before.</summary>
    public IReadOnlyCollection<string> Allowed { get; private set; } = [];

    public IEnumerable<ScopeInWords> Scopes =>
        Waiting.Request.ScopesToAllow().Select(scope => words.Of(scope, HttpContext.Session().Person));

    /// <summary>Where the answer goes, for a person to compare; null where that is an app on their device.</summary>
    public string? ReturnHost =>
        Uri.TryCreate(Waiting.Request.RedirectUri, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? uri.Authority
            : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Waiting.Step is not NextStep.Consent)
            return Redirect(Waiting.ResumeAddress);
        Allowed = await ledger.FindAsync(HttpContext.Session().Person.Id, Waiting.Client.ClientId, ct) ?? [];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var waiting = Waiting;
        // Somebody else who signed in meanwhile, or nobody any more, was not asked: what is next is asked again.
        if (waiting.Step is not NextStep.Consent || HttpContext.Session().Person.Id != Account)
            return Redirect(waiting.ResumeAddress);
        if (Answer == "allow")
            await AllowAsync(waiting, ct);
        else
            await requests.RefuseAsync(waiting.Pending, ct);
        return Redirect(waiting.ResumeAddress);
    }

    private async Task AllowAsync(WaitingRequest waiting, CancellationToken ct)
    {
        if (Remember)
            await ledger.GrantAsync(Account, waiting.Client.ClientId, waiting.Request.ScopesToAllow(), ct);
        await requests.ConsentAsync(waiting.Pending, Account, ct);
    }
}
