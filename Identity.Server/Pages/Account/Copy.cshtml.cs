using System.Text.Json;
using Identity.Server.Consents;
using Identity.Server.Pages.Visits;
using Identity.Server.Sessions;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person takes a copy of what we know about them.</summary>
internal sealed class CopyPage(PersonalCopies copies, BrowserSessions sessions, ConsentLedger consents) : PageModel
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public async Task<IActionResult> OnGetFileAsync(CancellationToken ct)
    {
        var id = HttpContext.Session().Person.Id;
        if (await copies.ReadAsync(id, ct) is not { } account)
            return NotFound();
        var copy = new
        {
            account,
            signedIn = await sessions.ListAsync(id, ct),
            allowed = await consents.ListAsync(id, ct),
        };
        return File(JsonSerializer.SerializeToUtf8Bytes(copy, Readable), "application/json", "account.json");
    }
}
