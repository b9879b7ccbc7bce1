using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Passwords.Policy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.ResetPassword;

/// <summary>
/// Where links lead by which somebody chooses a password: whoever holds one does, and everything from before is over. An
/// invitation leads to a page of its own with the same form.
/// </summary>
internal sealed class ResetPasswordPage(
    PasswordResets resets,
    TokenRevocation revocation,
    Browsers browsers,
    NewPasswords passwords,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    /// <summary>Where to go then, by a name of <see cref="Destination"/>, who was on the way somewhere.</summary>
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whose password it is; null where the link is good for nobody's.</summary>
    public string? Email { get; private set; }

    public Problems Problems { get; } = new();

    public PasswordStrength? Strength { get; private set; }

    public PasswordPolicy Policy => passwords.Policy;

    /// <summary>Whether whoever is here has just shown their password, and is signed in once they have chosen another.</summary>
    public bool IsDue => Link == PasswordLink.Due;

    private bool IsInvitation =>
        PageContext.ActionDescriptor.ViewEnginePath.StartsWith("/Invitation/", StringComparison.Ordinal);

    // Each page takes its own.
    private PasswordLink? Link =>
        Token is not null && PasswordLink.Of(Token) is { } link && link == PasswordLink.Invitation == IsInvitation
            ? link
            : null;

    /// <summary>The page for somebody who has to choose another password on the way to somewhere.</summary>
    /// <param name="to">A name of <see cref="Destination"/>.</param>
    public static string AddressOf(string token, string? to) =>
        QueryHelpers.AddQueryString(
            "/reset-password",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["token"] = token, [Destination.Parameter] = to }
        );

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
                return await GoOnAsync(done.Person, ct);
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

    private async Task<IActionResult> GoOnAsync(Person person, CancellationToken ct)
    {
        if (!IsDue)
            return Redirect(IsInvitation ? "/invitation/done" : "/reset-password/done");
        await browsers.SignInAsync(HttpContext, person, ct);
        return Redirect(HttpContext.WaitingOrNull()?.ResumeAddress ?? Destination.Of(To));
    }

    private async Task FindAsync(CancellationToken ct) =>
        Email = Link is null ? null : (await resets.FindAsync(Token!, ct))?.Email;
}
