using Identity.Server.Users;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Forms;

/// <summary>What can be wrong with an address before anybody is asked whose it is.</summary>
internal static class EmailProblems
{
    public static void AddEmail(this Problems problems, string? email, IStringLocalizer T)
    {
        if (email is null)
            problems.Add("email", T["Enter your e-mail address."]);
        else if (CanonicalEmail.Of(email) is null)
            problems.Add("email", T["This is not an e-mail address. One looks like ann@example.com."]);
    }
}
