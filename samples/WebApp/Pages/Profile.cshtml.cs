using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebApp.Pages;

/// <summary>What the app knows of whoever is signed in.</summary>
internal sealed class ProfileModel : PageModel
{
    public IEnumerable<Claim> Claims => User.Claims.OrderBy(claim => claim.Type, StringComparer.Ordinal);

    public string AccessUntil { get; private set; } = "";

    public async Task OnGetAsync()
    {
        var until = await HttpContext.GetTokenAsync("expires_at");
        AccessUntil = DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, out var end)
            ? end.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : "the server says otherwise";
    }
}
