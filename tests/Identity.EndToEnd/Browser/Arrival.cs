using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Browser;

/// <summary>Waits until a browser has come somewhere, and all of that page is there.</summary>
/// <remarks>By asking: an event that comes while one begins to listen for it is missed.</remarks>
internal static class Arrival
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <param name="page">The tab.</param>
    /// <param name="address">With <c>**</c> for anything, and <c>*</c> for anything without a slash.</param>
    public static Task ArrivesAsync(this IPage page, string address)
    {
        var pattern = Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal);
        pattern = $"^{pattern.Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$";
        return page.ArrivesAsync(url => Regex.IsMatch(url, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    public static async Task ArrivesAsync(this IPage page, Func<string, bool> isThere)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!isThere(page.Url) || !await IsWholeAsync(page))
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience, $"The browser is at {page.Url}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> IsWholeAsync(IPage page)
    {
        try
        {
            return await page.EvaluateAsync<string>("document.readyState") == "complete";
        }
        catch (PlaywrightException)
        {
            // It has gone on to another page meanwhile.
            return false;
        }
    }
}
