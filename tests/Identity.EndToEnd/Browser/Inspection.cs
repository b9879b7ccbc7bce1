using System.Text.Json;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Browser;

/// <summary>Looks at a page as an auditor of accessibility does, and takes its picture.</summary>
internal static class Inspection
{
    private static readonly string Screenshots = Path.Join(Checkout.Root, "TestResults", "screenshots");

    private static readonly string Axe = Path.Join(
        Checkout.Root,
        "tests",
        "Identity.EndToEnd",
        "node",
        "node_modules",
        "axe-core",
        "axe.min.js"
    );

    /// <summary>Asserts, on every screen, that axe finds nothing and that nothing reaches beyond the page's width.</summary>
    /// <param name="name">What the pictures are called.</param>
    public static async Task InspectAsync(this IPage page, string name)
    {
        Assert.SkipUnless(File.Exists(Axe), "axe-core is not installed: npm ci in tests/Identity.EndToEnd/node.");
        foreach (var look in Look.All)
        {
            await look.ApplyAsync(page);
            var picture = Path.Join(Screenshots, $"{name}.{look.Name}.png");
            await page.EvaluateAsync("scrollTo(0, 0)");
            // What is told once is in no picture.
            await page.ScreenshotAsync(
                new()
                {
                    Path = picture,
                    FullPage = true,
                    Mask = [page.Locator(".secret code")],
                    MaskColor = "#7f7f7f",
                }
            );
            Assert.False(
                await page.EvaluateAsync<bool>(
                    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                ),
                $"{name} is wider than its screen ({look.Name})."
            );
            Assert.Empty(await ViolationsAsync(page, name, look));
        }
    }

    private static async Task<List<string>> ViolationsAsync(IPage page, string name, Look look)
    {
        // Evaluated and not added as an element: the page's own policy lets no script in, and stays as it is.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, {
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
            })).violations.map(v => `${v.id}: ${v.help} (${v.nodes.map(n => n.target.join(' ')).join('; ')})`)
            """
        );
        return [.. found.EnumerateArray().Select(violation => $"{name} ({look.Name}): {violation.GetString()}")];
    }
}
