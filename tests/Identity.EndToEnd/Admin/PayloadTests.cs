using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Admin;

/// <summary>Text that would like to be more than text stays text, on every screen that shows it.</summary>
[Collection(AdminCollection.Name)]
public sealed class PayloadTests(AdminSite site)
{
    private const string Payload = """"><img src=x onerror="window.ran=1"><script>window.ran=1</script>{{7*7}}"""";

    [Fact]
    public async Task A_name_that_is_a_script_is_shown_and_not_run()
    {
        var desk = await site.DeskAsync();
        var (user, email) = await desk.AddPersonAsync(Payload);
        var role = new JsonObject
        {
            ["name"] = "payload",
            ["description"] = Payload,
            ["permissions"] = new JsonArray("users.read"),
        };
        await desk.DoAsync(HttpMethod.Post, "/roles", role.ToJsonString());
        await desk.DoAsync(HttpMethod.Put, $"/users/{user}/roles", """{"roles":["payload"]}""");
        var suspension = new JsonObject { ["message"] = Payload };
        await desk.DoAsync(HttpMethod.Put, $"/users/{user}/suspension", suspension.ToJsonString());
        await using var owner = await site.ComesAsync();
        var page = owner.Page;

        foreach (
            var path in (string[])
                [
                    $"/users?search={email}",
                    $"/users/{user}",
                    $"/users/{user}/roles",
                    "/roles",
                    "/roles/payload",
                    "/audit?kind=suspension",
                ]
        )
        {
            await page.OpenAsync(path);
            Assert.Contains(Payload, await TextAsync(page), StringComparison.Ordinal);
            await IsOnlyTextAsync(page, path);
        }

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("onerror");
        await page.Locator("#palette a", new() { HasText = "onerror" }).First.WaitForAsync();
        await IsOnlyTextAsync(page, "the palette");
        await page.Keyboard.PressAsync("Escape");
        await page.OpenAsync($"/users/{user}");
        await page.ChooseAsync("Delete");
        await page.Locator("dialog[open].dialog").WaitForAsync();
        await IsOnlyTextAsync(page, "the dialog");
        Assert.Empty(owner.Complaints);
    }

    // What stands in a field is not in the text of the page.
    private static Task<string> TextAsync(Microsoft.Playwright.IPage page) =>
        page.EvaluateAsync<string>(
            """
            () => [document.body.textContent, ...[...document.querySelectorAll('input, textarea')].map(field => field.value),
                   ...[...document.querySelectorAll('[title]')].map(element => element.title)].join('\n')
            """
        );

    private static async Task IsOnlyTextAsync(Microsoft.Playwright.IPage page, string where)
    {
        Assert.True(await page.EvaluateAsync<bool>("() => window.ran === undefined"), where);
        Assert.True(0 == await page.Locator("img[src=x]").CountAsync(), where);
        Assert.DoesNotContain("49}}", await TextAsync(page), StringComparison.Ordinal);
    }
}
