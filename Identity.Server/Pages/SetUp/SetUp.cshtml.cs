using System.Diagnostics;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Roles;
using Identity.Server.Users;
using Identity.Server.Users.Passwords.Policy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.SetUp;

/// <summary>Where the link leads that a server prints which nobody owns: whoever holds it makes the account of its owner.</summary>
internal sealed class SetUpPage(SetUpLinks links, Accounts accounts, NewPasswords passwords, IStringLocalizer<Texts> T)
    : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whether the link can still be used.</summary>
    public bool IsGood { get; private set; }

    public Problems Problems { get; } = new();

    public PasswordStrength? Strength { get; private set; }

    public PasswordPolicy Policy => passwords.Policy;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        IsGood = Token is not null && await links.IsGoodAsync(Token, ct);
        return IsGood ? Page() : this.Again(StatusCodes.Status400BadRequest);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // Nothing is worked on for whoever holds no link.
        IsGood = Token is not null && await links.IsGoodAsync(Token, ct);
        if (!IsGood)
            return this.Again(StatusCodes.Status400BadRequest);
        if (Email is null)
            Problems.Add("email", T["Enter your e-mail address."]);
        if (Password is null)
            Problems.Add("password", T["Choose a password."]);
        return Problems.Any ? Again() : await CreateAsync(Email!, Password!, ct);
    }

    private async Task<IActionResult> CreateAsync(string email, string password, CancellationToken ct)
    {
        var asked = new NewAccount(email, password, Name, TimeZone: null, IsVerified: true)
        {
            Locale = HttpContext.Language().Tag,
            Policy = Policy,
            Actor = SetUpLinks.Party,
        };
        switch (
            await accounts.CreateAsync(asked, (connection, id, _) => links.UseAsync(connection, Token!, id, ct), ct)
        )
        {
            case AccountChange.Done done:
                links.Tell(done.Id);
                TempData.LeaveAddress(done.Email);
                return Redirect("/setup/done");
            case AccountChange.Prevented:
                IsGood = false;
                return this.Again(StatusCodes.Status400BadRequest);
            case AccountChange.Taken:
                Problems.Add("email", T["There is an account with this address already. Choose another address."]);
                return Again();
            case AccountChange.Invalid invalid:
                foreach (var problem in invalid.Problems)
                    Problems.Add(problem.Member, Words(problem));
                return Again();
            case AccountChange.WeakPassword weak:
                Problems.Add("password", passwords.Words(weak.Faults));
                return Again();
            case AccountChange.Busy busy:
                Problems.Add(
                    field: null,
                    T["The server is busy right now. Please try again in {0}.", Waits.Words(busy.RetryAfter)]
                );
                return this.Later(StatusCodes.Status503ServiceUnavailable, busy.RetryAfter);
            case var unknown:
                throw new UnreachableException($"{unknown.GetType()}");
        }
    }

    private string Words(AccountProblem problem) =>
        problem.Member == "email"
            ? T["This is not an e-mail address. One looks like ann@example.com."]
            : T["Use at most {0} characters, on one line.", 200];

    private PageResult Again()
    {
        if (Password is not null)
            Strength = passwords.Measure(Password, Email ?? "", Name);
        return this.Again(StatusCodes.Status422UnprocessableEntity);
    }
}
