using Microsoft.Playwright;

namespace Identity.EndToEnd.Admin;

/// <summary>What somebody does on the screens of the administrators' site, whichever section they are in.</summary>
internal static class Screens
{
    /// <summary>Goes there, and waits until everything is shown.</summary>
    public static async Task OpenAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.SettlesAsync();
    }

    /// <summary>Waits until the page is alive and nothing on it is still being read.</summary>
    /// <remarks>Before it is alive, what is typed would be lost.</remarks>
    public static Task SettlesAsync(this IPage page) =>
        page.WaitForFunctionAsync(
            """
            () => document.querySelector('h1') && document.documentElement.dataset.live !== undefined
                  && !document.querySelector('[aria-busy=true], .skeleton')
            """,
            null,
            new() { Timeout = 30_000 }
        );

    public static Task PressAsync(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Presses the button of the dialog that is open.</summary>
    public static Task AnswerAsync(this IPage page, string name) =>
        page.Locator("dialog[open].dialog")
            .GetByRole(AriaRole.Button, new() { Name = name, Exact = true })
            .ClickAsync();

    /// <summary>Waits for what the page says of a deed, and dismisses nothing.</summary>
    public static Task SaysAsync(this IPage page, string text) => page.GetByText(text).First.WaitForAsync();

    /// <summary>Picks from the menu of the thing that is shown.</summary>
    public static async Task ChooseAsync(this IPage page, string deed)
    {
        await page.ClickAsync("#content details.menu > summary");
        await page.ClickAsync($"#content .menu-items >> text={deed}");
    }

    /// <summary>Types into the search of the list, as a person does.</summary>
    public static Task SearchAsync(this IPage page, string text) => page.FillAsync("[data-list-search]", text);

    /// <summary>The row of the list that contains the text.</summary>
    public static ILocator Row(this IPage page, string text) => page.Locator("tbody tr", new() { HasText = text });
}
