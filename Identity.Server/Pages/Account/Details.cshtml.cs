using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Users.Details;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Account;

/// <summary>Where a person says more of themselves than a name, for apps that ask.</summary>
internal sealed class DetailsPage(DetailChanges changes, IStringLocalizer<Texts> T) : PageModel
{
    [BindProperty]
    public DetailsForm Said { get; set; } = new();

    public Problems Problems { get; } = new();

    public void OnGet() => Said = DetailsForm.Of(HttpContext.Session().Person.Details);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var person = HttpContext.Session().Person;
        if (
            await changes.SaveAsync(person.Id, Said.Over(person.Details), ct) is DetailChange.Refused
            {
                Problems: var problems,
            }
        )
        {
            foreach (var problem in problems)
                Problems.Add(FieldOf(problem.Claim), Words(problem));
            return this.Again();
        }
        TempData.LeaveDone(T["Your details are saved."]);
        return Redirect("/account");
    }

    private static string? FieldOf(string claim) =>
        claim switch
        {
            "given_name" => "givenName",
            "middle_name" => "middleName",
            "family_name" => "familyName",
            "nickname" or "birthdate" or "website" or "picture" or "locality" or "region" or "country" => claim,
            "preferred_username" => "preferredUsername",
            "phone_number" => "phone",
            "street_address" => "street",
            "postal_code" => "postalCode",
            _ => null,
        };

    private string Words(DetailProblem problem) =>
        problem.Fault switch
        {
            DetailFault.Url => T["This is not a web address. One looks like https://example.com."],
            DetailFault.Birthdate => T["Write the date as 1990-12-31, or the year alone."],
            DetailFault.PhoneNumber => T["Write the number with a plus and the country, as +48 22 123 45 67."],
            _ => T["Use at most {0} characters, on one line.", 200],
        };
}
