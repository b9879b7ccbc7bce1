using System.Globalization;

namespace Identity.Server.Pages.Forms;

/// <summary>Says how long to wait, and says it to the browser as well.</summary>
internal static class Waits
{
    /// <returns>Such as `45 s` or `5 min`: signs that are the same in every language and number.</returns>
    public static string Words(TimeSpan wait) =>
        wait.TotalSeconds < 60 ? Unit(wait.TotalSeconds, "s")
        : wait.TotalMinutes < 60 ? Unit(wait.TotalMinutes, "min")
        : Unit(wait.TotalHours, "h");

    /// <summary>RFC 9110 §10.2.3: in whole seconds, and rather one too many.</summary>
    public static void SetRetryAfter(this HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
            .ToString(CultureInfo.InvariantCulture);

    private static string Unit(double amount, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(amount))} {unit}");
}
