using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Tokens;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Passwords.Policy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.ResetPassword;

/// <summary>Where the link in the letter leads: whoever holds it chooses a new password, and everything from before is over.</summary>
internal sealed class ResetPasswordPage(
    PasswordResets resets,
    TokenRevocation revocation,
    NewPasswords passwords,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whose password it is; null where the link is good for nobody's.</summary>
    public string? Email { get; private set; }

    public Problems Problems { get; } = new();

    public PasswordStrength? Strength { get; private set; }

    public PasswordPolicy Policy => passwords.Policy;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await FindAsync(ct);
        return Email is null ? this.Again(StatusCodes.Status400BadRequest) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await FindAsync(ct);
        if (Email is null)
            return this.Again(StatusCodes.Status400BadRequest);
        if (Password is null)
        {
            Problems.Add("password", T["Choose a password."]);
            return this.Again();
        }

        switch (await resets.ResetAsync(Token!, Password, Policy, ct))
        {
            case PasswordResetOutcome.Done done:
                await revocation.RevokeAllAsync(done.Person.Id, done.Person.Email, ct);
                return Redirect("/reset-password/done");
            case PasswordResetOutcome.BadToken:
                Email = null;
                return this.Again(StatusCodes.Status400BadRequest);
            case PasswordResetOutcome.WeakPassword weak:
                Problems.Add("password", passwords.Words(weak.Faults));
                Strength = passwords.Measure(Password, Email);
                return this.Again();
            case PasswordResetOutcome.Busy busy:
                Problems.Add(
                    field: null,
                    T["The server is busy right now. Please try again in {0}.", Waits.Words(busy.RetryAfter)]
                );
                return this.Later(StatusCodes.Status503ServiceUnavailable, busy.RetryAfter);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }

    private async Task FindAsync(CancellationToken ct) =>
        Email = Token is null ? null : (await resets.FindAsync(Token, ct))?.Email;
}
