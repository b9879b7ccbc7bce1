using Identity.Server.Clients;
using Identity.Server.Interactions.Logouts;
using Identity.Server.Pages.Look;
using Identity.Server.Pages.Visits;
using Identity.Server.Tokens.Logout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.SignOut;

/// <summary>
/// What follows a logout: apps that hear of it by way of the browser do so here, the person sees which apps know, and goes on
/// to where the app that asked wants them.
/// </summary>
/// <remarks>OpenID Connect Front-Channel Logout §3; OpenID Connect RP-Initiated Logout §3.</remarks>
internal sealed class SignedOutPage(
    LogoutRequests requests,
    FrontChannel frontChannel,
    ClientCatalog clients,
    PageCookies cookies,
    Stylesheet stylesheet
) : PageModel
{
    // A second more than the script gives the frames: without it nobody can tell when they are done.
    private const int SecondsWithoutScript = 6;

    [BindProperty(SupportsGet = true, Name = LogoutRequests.Parameter)]
    public string? Handle { get; set; }

    /// <summary>What the browser loads, one address an app.</summary>
    public IReadOnlyList<Uri> Frames { get; private set; } = [];

    /// <summary>The apps that hear of it.</summary>
    public IReadOnlyList<string> Told { get; private set; } = [];

    /// <summary>The apps that do not want to.</summary>
    public IReadOnlyList<string> Untold { get; private set; } = [];

    /// <summary>Where the browser goes in the end; null where it stays.</summary>
    public string? ReturnAddress { get; private set; }

    public string? ReturnName { get; private set; }

    /// <summary>The page as it follows a request; plain where there was none.</summary>
    public static RedirectResult After(LogoutRequest? request) =>
        new(request is null ? "/signed-out" : $"/signed-out?{LogoutRequests.Parameter}={request.Handle}");

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await requests.FindAsync(Handle, cookies.VisitorOf(Request), ct) is not { } request)
            return Page();
        if (request.Ended is not { } ended)
            return Redirect($"/signout?{LogoutRequests.Parameter}={request.Handle}");

        var apps = ended.SessionId is { } session ? frontChannel.Of(session, ended.Clients) : [];
        Frames = [.. apps.Select(app => app.Address).OfType<Uri>()];
        FindReturn(request.Wish);
        if (Frames.Count == 0 && ReturnAddress is not null)
            return Redirect(ReturnAddress);

        Told = [.. apps.Where(app => app.IsTold).Select(app => app.Name)];
        Untold = [.. apps.Where(app => !app.IsTold).Select(app => app.Name)];
        AllowFrames(apps);
        if (ReturnAddress is not null)
            Response.Headers["Refresh"] = $"{SecondsWithoutScript}; url={ReturnAddress}";
        return Page();
    }

    // What was registered when it was asked for may have been taken back since.
    private void FindReturn(LogoutWish wish)
    {
        if (
            wish is { ClientId: { } id, PostLogoutRedirectUri: { } uri }
            && clients.Find(id) is { IsDisabled: false } client
            && client.Metadata.PostLogoutRedirectUris?.Contains(uri, StringComparer.Ordinal) == true
        )
        {
            (ReturnAddress, ReturnName) = (wish.ReturnAddress, client.Name);
        }
    }

    private void AllowFrames(IReadOnlyList<FrontChannelLogout> apps)
    {
        var origins = apps.Select(app => app.Origin).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (origins.Length > 0)
            Response.Headers.ContentSecurityPolicy = $"{stylesheet.Policy}; frame-src {string.Join(' ', origins)}";
    }
}
