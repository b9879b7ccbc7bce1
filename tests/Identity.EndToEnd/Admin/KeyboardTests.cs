using Identity.EndToEnd.Browser;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Admin;

/// <summary>Somebody who uses no mouse.</summary>
[Collection(AdminCollection.Name)]
public sealed class KeyboardTests(AdminSite site)
{
    [Fact]
    public async Task Everything_can_be_reached_opened_changed_and_left_with_keys_alone()
    {
        var desk = await site.DeskAsync();
        var (id, email) = await desk.AddPersonAsync("Kim Keyboard");
        await using var owner = await site.ComesAsync();
        var page = owner.Page;
        var keys = page.Keyboard;

        // Back past the rail, to the link that leads over it.
        await TabToAsync(page, ".skip", "Shift+Tab");
        await keys.PressAsync("Enter");
        await FocusIsAsync(page, "#content");

        await keys.PressAsync("g");
        await keys.PressAsync("u");
        await page.ArrivesAsync("**/users");
        await page.SettlesAsync();
        await page.WaitForSelectorAsync("[data-row-link]");
        await keys.PressAsync("j");
        await FocusIsAsync(page, "[data-row-link]");
        await keys.PressAsync("/");
        await FocusIsAsync(page, "[data-list-search]");
        await keys.TypeAsync(email);
        await page.ArrivesAsync("**search=**");
        await page.Row("Kim Keyboard").WaitForAsync();
        await TabToAsync(page, "[data-row-link]");
        await keys.PressAsync("Enter");
        await page.ArrivesAsync($"**/users/{id}");
        await page.SettlesAsync();

        await TabToAsync(page, "#field-name");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("Kim Keys");
        await page.SaysAsync("unsaved change");
        await keys.PressAsync("Enter");
        await page.Locator("h1", new() { HasText = "Kim Keys" }).WaitForAsync();
        Assert.Equal("Kim Keys", (await desk.GetAsync($"/users/{id}"))["name"]);

        // The menu, the dialog that it opens, and the way out of it.
        await TabToAsync(page, "#content details.menu > summary", "Shift+Tab");
        await keys.PressAsync("Enter");
        await TabToAsync(page, ".menu-items button:has-text('Suspend')");
        await keys.PressAsync("Enter");
        await page.Locator("dialog[open].dialog").WaitForAsync();
        Assert.True(
            await page.EvaluateAsync<bool>("() => document.activeElement.closest('dialog') !== null"),
            "The dialog has no focus."
        );
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog[open].dialog")).ToHaveCountAsync(0);
        Assert.Equal("active", (await desk.GetAsync($"/users/{id}"))["status"]);

        await keys.PressAsync("Control+k");
        await FocusIsAsync(page, "#palette input");
        await keys.TypeAsync("create a role");
        await page.Locator("#palette [role=option][aria-selected=true]", new() { HasText = "Create a role" })
            .WaitForAsync();
        await keys.PressAsync("Enter");
        await page.ArrivesAsync("**/roles/new");
        Assert.Empty(owner.Complaints);
    }

    private static Task FocusIsAsync(IPage page, string selector) =>
        page.WaitForFunctionAsync("selector => document.activeElement.matches(selector)", selector);

    private static async Task TabToAsync(IPage page, string selector, string key = "Tab")
    {
        var isThere = false;
        for (var i = 0; i < 80 && !isThere; i++)
        {
            await page.Keyboard.PressAsync(key);
            // Playwright's own selectors: a page knows no :has-text.
            isThere = await page.Locator($"{selector}:focus").CountAsync() > 0;
        }
        Assert.True(isThere, $"{selector} is not reached.");
    }
}
