using Identity.Server.Clients;
using Identity.Server.Interactions.Logouts;
using Identity.Server.Pages.Look;
using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.SignOut;

/// <summary>Where a person leaves. A link only asks: whoever sends it must not sign others out.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2: nor does a client that cannot show whose session it means.</remarks>
internal sealed class SignOutPage(
    Browsers browsers,
    LogoutRequests requests,
    ClientCatalog clients,
    PageCookies cookies,
    Stylesheet stylesheet
) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LogoutRequests.Parameter)]
    public string? Handle { get; set; }

    /// <summary>Who asks; null where the person comes of their own accord.</summary>
    public string? ClientName { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var request = await FindAsync(ct);
        if (HttpContext.SessionOrNull() is null)
        {
            if (request is { Ended: null })
                await requests.EndAsync(request, LogoutResult.Nothing, ct);
            return SignedOutPage.After(request);
        }

        // What has come true once is no reason to ask again: somebody has signed in since.
        if (request is { Ended: null, Wish: var wish })
        {
            ClientName = wish.ClientId is { } id ? clients.Find(id)?.Name : null;
            // The form ends there, by way of two redirects.
            var target = wish.PostLogoutRedirectUri is { } uri ? ContentSource.SchemeOf(uri) : null;
            Response.Headers.ContentSecurityPolicy = stylesheet.PolicyWith(target, picture: null);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var request = await FindAsync(ct) is { Ended: null } asked ? asked : null;
        var ended = await browsers.SignOutAsync(HttpContext, ct);
        // Where no app asked and none is to be told, there is nothing to remember.
        if (request is null && ended is not { Clients.Count: > 0 })
            return SignedOutPage.After(request);

        request ??= await requests.BeginAsync(LogoutWish.Own, cookies.Recognise(HttpContext), ct);
        var result = ended is null ? LogoutResult.Nothing : new LogoutResult(ended.Id, ended.Clients);
        return SignedOutPage.After(await requests.EndAsync(request, result, ct));
    }

    private Task<LogoutRequest?> FindAsync(CancellationToken ct) =>
        requests.FindAsync(Handle, cookies.VisitorOf(Request), ct);
}
