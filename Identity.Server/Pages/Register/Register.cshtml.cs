using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.Registration;
using Identity.Server.Users.Throttling;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Register;

/// <summary>Where a person makes an account. It ends with the same page whether or not the address was free.</summary>
internal sealed class RegisterPage(
    Registrations registrations,
    RequestThrottle throttle,
    Browsers browsers,
    NewPasswords passwords,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    public Problems Problems { get; } = new();

    public PasswordStrength? Strength { get; private set; }

    public PasswordPolicy Policy => passwords.Policy;

    public WaitingRequest? Waiting => HttpContext.WaitingOrNull();

    public IActionResult OnGet()
    {
        if (Waiting is not { } waiting)
            return HttpContext.SessionOrNull() is null ? Page() : Redirect(Destination.Of(name: null));
        if (!waiting.WantsSignIn)
            return Redirect(waiting.ResumeAddress);
        Email = waiting.EmailHint;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Email is null)
            Problems.Add("email", T["Enter your e-mail address."]);
        if (Password is null)
            Problems.Add("password", T["Choose a password."]);
        if (Problems.Any)
            return Again();
        if (await throttle.AdmitAsync("register", browsers.SourceOf(HttpContext), ct) is { } wait)
            return this.TooOften(wait, Problems, T);

        var asked = new RegistrationRequest(Email!, Password!, Name, TimeZone, HttpContext.Language().Tag);
        switch (await registrations.RegisterAsync(asked, new RegistrationTerms { Policy = Policy }, ct))
        {
            case RegistrationOutcome.Created or RegistrationOutcome.Taken:
                TempData.LeaveAddress(Email!);
                TempData.LeaveRequest(Waiting?.Pending.Handle);
                return Redirect(HttpContext.Carrying("/register/sent"));
            case RegistrationOutcome.InvalidEmail:
                Problems.Add("email", T["This is not an e-mail address. One looks like ann@example.com."]);
                return Again();
            case RegistrationOutcome.InvalidName:
                Problems.Add("name", T["Use at most {0} characters, on one line.", 200]);
                return Again();
            case RegistrationOutcome.InvalidTimeZone:
                Problems.Add("timeZone", T["Choose a time zone from the list."]);
                return Again();
            case RegistrationOutcome.WeakPassword weak:
                Problems.Add("password", passwords.Words(weak.Faults));
                return Again();
            case RegistrationOutcome.Busy busy:
                Problems.Add(
                    field: null,
                    T["Many people are signing up right now. Please try again in {0}.", Waits.Words(busy.RetryAfter)]
                );
                return this.Later(StatusCodes.Status503ServiceUnavailable, busy.RetryAfter);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }

    private PageResult Again()
    {
        if (Password is not null)
            Strength = passwords.Measure(Password, Email ?? "", Name);
        return this.Again(StatusCodes.Status422UnprocessableEntity);
    }
}
