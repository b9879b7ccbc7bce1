using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Tokens;
using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.EmailChange;

/// <summary>Where the new address agrees, and the account moves.</summary>
internal sealed class ConfirmPage(EmailChanges changes, TokenRevocation revocation, IStringLocalizer<Texts> T)
    : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    /// <summary>Null where the link is good for nothing.</summary>
    public string? NewEmail { get; private set; }

    public Problems Problems { get; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        NewEmail = Token is null ? null : await changes.FindConfirmationAsync(Token, ct);
        return NewEmail is null ? this.Again(StatusCodes.Status400BadRequest) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (Token is null ? new EmailChangeOutcome.BadToken() : await changes.ConfirmAsync(Token, ct))
        {
            case EmailChangeOutcome.Done done:
                await revocation.RevokeAllAsync(done.Person.Id, done.OldEmail, ct);
                return Redirect("/account/email/done");
            case EmailChangeOutcome.Taken:
                NewEmail = await changes.FindConfirmationAsync(Token!, ct);
                Problems.Add(
                    field: null,
                    T["There is an account with this address already. Sign in to it, or choose another address."]
                );
                return this.Again(StatusCodes.Status409Conflict);
            case EmailChangeOutcome.BadToken:
                return this.Again(StatusCodes.Status400BadRequest);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }
}
