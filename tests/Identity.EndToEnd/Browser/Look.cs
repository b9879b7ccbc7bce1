using Microsoft.Playwright;

namespace Identity.EndToEnd.Browser;

/// <summary>A screen that pages are looked at on: how wide, and in which light.</summary>
internal sealed record Look(string Name, int Width, int Height, ColorScheme Scheme)
{
    public static Look[] All { get; } =
    [
        new("desktop-light", 1280, 900, ColorScheme.Light),
        new("desktop-dark", 1280, 900, ColorScheme.Dark),
        new("phone-light", 390, 844, ColorScheme.Light),
        new("phone-dark", 390, 844, ColorScheme.Dark),
    ];

    public async Task ApplyAsync(IPage page)
    {
        await page.SetViewportSizeAsync(Width, Height);
        // Motion would blur a picture that is taken in the middle of it.
        await page.EmulateMediaAsync(new() { ColorScheme = Scheme, ReducedMotion = ReducedMotion.Reduce });
    }
}
