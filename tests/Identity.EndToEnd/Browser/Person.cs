using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Browser;

/// <summary>Somebody at a browser of their own: its cookies are nobody else's, and everything it complains of is kept.</summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private Person(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>What the console said: a policy that was broken, a script that failed.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <param name="chromium">The browser.</param>
    /// <param name="address">Where the server is.</param>
    /// <param name="javaScript">Whether the person has scripts switched on.</param>
    /// <param name="locale">The languages they read.</param>
    public static async Task<Person> AtAsync(
        Chromium chromium,
        string address,
        bool javaScript = true,
        string locale = "en-US"
    )
    {
        var browser = await chromium.BrowserAsync();
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address,
                JavaScriptEnabled = javaScript,
                Locale = locale,
                ViewportSize = new() { Width = 1280, Height = 900 },
            }
        );
        var person = new Person(context, await context.NewPageAsync());
        person.Page.SetDefaultTimeout(15_000);
        person.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                person.Complaints.Enqueue(message.Text);
        };
        person.Page.PageError += (_, error) => person.Complaints.Enqueue(error);
        return person;
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
