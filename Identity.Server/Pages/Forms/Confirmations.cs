using Identity.Server.Users.SelfService;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Forms;

/// <summary>Says why a password that was asked for once more did not do.</summary>
internal static class Confirmations
{
    /// <param name="field">Where the password was entered.</param>
    public static PageResult NotConfirmed(
        this PageModel page,
        Confirmation why,
        Problems problems,
        string field,
        IStringLocalizer<Texts> T
    )
    {
        switch (why)
        {
            case Confirmation.Throttled throttled:
                return page.TooOften(throttled.RetryAfter, problems, T);
            case Confirmation.Busy busy:
                problems.Add(
                    field: null,
                    T["The server is busy right now. Please try again in {0}.", Waits.Words(busy.RetryAfter)]
                );
                return page.Later(StatusCodes.Status503ServiceUnavailable, busy.RetryAfter);
            default:
                problems.Add(field, T["This is not your current password."]);
                return page.Again();
        }
    }
}
