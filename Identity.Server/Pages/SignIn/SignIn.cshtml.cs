using System.Diagnostics;
using Identity.Server.Interactions;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.ResetPassword;
using Identity.Server.Pages.Visits;
using Identity.Server.Users;
using Identity.Server.Users.PasswordReset;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PasswordSignIn = Identity.Server.Users.SignIn;

namespace Identity.Server.Pages.SignIn;

/// <summary>Where a person shows who they are.</summary>
internal sealed class SignInPage(
    PasswordSignIn signIn,
    PasswordResets resets,
    Browsers browsers,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go then, by a name of <see cref="Destination"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public Problems Problems { get; } = new();

    public string? SuspensionMessage { get; private set; }

    public WaitingRequest? Waiting => HttpContext.WaitingOrNull();

    /// <summary>The address of whoever is signed in and only has to show it once more; null where anybody may sign in.</summary>
    public string? Confirming =>
        Waiting is { IsForAnother: false, Step: NextStep.SignIn } waiting
        && HttpContext.SessionOrNull()?.Person is { } person
        && waiting.MayMean(person)
            ? person.Email
            : null;

    public IActionResult OnGet()
    {
        if (Waiting is not { } waiting)
            return HttpContext.SessionOrNull() is null ? Page() : Redirect(Destination.Of(To));
        if (!waiting.WantsSignIn)
            return Redirect(waiting.ResumeAddress);
        Email = Confirming ?? (waiting.IsForAnother ? null : waiting.EmailHint);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Email is null)
            Problems.Add("email", T["Enter your e-mail address."]);
        if (Password is null)
            Problems.Add("password", T["Enter your password."]);
        if (Problems.Any)
            return this.Again();

        var source = browsers.SourceOf(HttpContext);
        switch (await signIn.WithPasswordAsync(Email!, Password!, source, mustBeVerified: true, ct))
        {
            case SignInOutcome.Done done:
                await browsers.SignInAsync(HttpContext, done.Person, ct);
                return Redirect(Waiting?.ResumeAddress ?? Destination.Of(To));
            case SignInOutcome.PasswordDue due:
                return await resets.BeginDueAsync(due.Person, ct) is { } token
                    ? Redirect(HttpContext.Carrying(ResetPasswordPage.AddressOf(token, To)))
                    : this.Again();
            case SignInOutcome.Unverified:
                TempData.LeaveAddress(Email!);
                return Redirect(HttpContext.Carrying("/verify-email/resend"));
            case SignInOutcome.Suspended suspended:
                SuspensionMessage = suspended.Message;
                Problems.Add(field: null, T["This account is suspended."]);
                return this.Again(StatusCodes.Status403Forbidden);
            case SignInOutcome.Throttled throttled:
                return this.TooOften(throttled.RetryAfter, Problems, T);
            case SignInOutcome.Busy busy:
                Problems.Add(
                    field: null,
                    T["Many people are signing in right now. Please try again in {0}.", Waits.Words(busy.RetryAfter)]
                );
                return this.Later(StatusCodes.Status503ServiceUnavailable, busy.RetryAfter);
            case SignInOutcome.Wrong:
                Problems.Add(field: null, T["That e-mail address and password do not match an account here."]);
                return this.Again();
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }
}
