using Identity.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebApp.Pages;

/// <summary>The notes of whoever is signed in, or the way to sign in.</summary>
internal sealed class IndexModel(Notes notes) : PageModel
{
    private const int Longest = 200;

    public IReadOnlyList<Notes.Note> Kept { get; private set; } = [];

    public string? Problem { get; private set; }

    private bool IsSignedIn => User.Identity?.IsAuthenticated == true;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (!IsSignedIn)
            return;
        if (await notes.ReadAsync(ct) is { } kept)
            Kept = kept;
        else
            Problem = "Your notes are not to be had right now. Try again in a moment.";
    }

    public async Task<IActionResult> OnPostAsync(string? text, CancellationToken ct)
    {
        if (!IsSignedIn)
            return RedirectToPage();
        if (text is { Length: > 0 and <= Longest } && await notes.WriteAsync(text, ct))
            return RedirectToPage();
        await OnGetAsync(ct);
        Problem = "The note could not be kept. Try again in a moment.";
        return Page();
    }

    /// <summary>Here, at the server, and so at every other app of theirs.</summary>
    public SignOutResult OnPostSignOut() =>
        SignOut(new AuthenticationProperties { RedirectUri = "/" }, OpenIdConnectSignInExtensions.Scheme);
}
