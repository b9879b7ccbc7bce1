using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Identity.EndToEnd.Browser.Chromium))]

namespace Identity.EndToEnd.Browser;

/// <summary>The distribution's own Chromium, started once for all tests that need a browser. It downloads nothing.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    // Without the network flags it asks its maker's servers at every start, and waits for them.
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
    ];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>Skips the test where there is no Chromium.</summary>
    public async Task<IBrowser> BrowserAsync()
    {
        Assert.SkipUnless(Array.Exists(Places, File.Exists), "Chromium is not installed: apt-get install chromium.");
        return (await _started.Value).Browser;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        var (playwright, browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var options = new BrowserTypeLaunchOptions
        {
            ExecutablePath = Array.Find(Places, File.Exists),
            Headless = true,
            Args = Flags,
        };
        return (playwright, await playwright.Chromium.LaunchAsync(options));
    }
}
