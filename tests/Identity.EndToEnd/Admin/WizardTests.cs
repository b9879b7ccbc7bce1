using System.Globalization;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Tests;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Admin;

/// <summary>What is made on the screens is good for what it was made for.</summary>
[Collection(AdminCollection.Name)]
public sealed class WizardTests(Chromium chromium, AdminSite site)
{
    [Fact]
    public async Task An_app_is_registered_by_saying_what_is_built_and_people_sign_in_to_it()
    {
        var desk = await site.DeskAsync();
        var (_, email) = await desk.AddPersonAsync("Carla Customer");
        var port = FreePort.Take();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        await using var owner = await site.ComesAsync();
        var page = owner.Page;

        await page.OpenAsync("/clients/new");
        await page.Locator(".tile", new() { HasText = "Web app" }).ClickAsync();
        await page.PressAsync("Go on");
        await page.FillAsync("#field-client_name", "Corner shop");
        await page.GetByLabel("Redirect URIs 1").FillAsync($"{address}/signin-oidc");
        await page.GetByLabel("Where they go after signing out 1").FillAsync($"{address}/signed-out");
        await page.Locator("#field-is_first_party").CheckAsync(new() { Force = true });
        await page.InspectAsync("admin-client-new-name");
        await page.PressAsync("Go on");
        await page.GetByText("notes.read", new() { Exact = true }).ClickAsync();
        await page.GetByText("notes.write", new() { Exact = true }).ClickAsync();
        await page.InspectAsync("admin-client-new-scopes");
        await page.PressAsync("Go on");
        await page.PressAsync("Register it");
        await page.Locator("h1", new() { HasText = "Corner shop is registered" }).WaitForAsync();
        await page.InspectAsync("admin-client-made");
        var client = new TestClient("corner-shop", await page.Locator(".secret code").InnerTextAsync());

        await using var app = await Storefront.StartAsync(site, client, port);
        await using var carla = await Person.AtAsync(chromium, site.Issuer);
        await carla.Page.GotoAsync(app.Address);
        await carla.Page.ClickAsync("#sign-in");
        await carla.SignInAsync(email);
        await carla.Page.WaitForSelectorAsync("#who");
        Assert.Equal($"Carla Customer · {email}", await carla.Page.InnerTextAsync("#who"));
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task Every_key_gets_its_successor_and_the_audit_tells_it()
    {
        await using var owner = await site.ComesAsync();
        var page = owner.Page;
        var before = await KeysAsync();

        await page.OpenAsync("/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next key …" }).First.ClickAsync();
        await page.AnswerAsync("Announce it");
        await Moments.UntilAsync(async () => (await KeysAsync()).Except(before).Any());

        var added = (await KeysAsync()).Except(before).ToList();
        await page.SettlesAsync();
        foreach (var kid in added)
            await Assertions.Expect(page.Locator("#content")).ToContainTextAsync(kid[..8]);
        await page.OpenAsync("/audit?kind=key-rotation");
        Assert.NotEqual(0, await page.Row("key-rotation").CountAsync());
        Assert.Empty(owner.Complaints);
    }

    private async Task<List<string>> KeysAsync() =>
        [
            .. (await (await site.DeskAsync()).GetAsync("/keys"))
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(key => key.GetProperty("kid").GetString()!),
        ];
}
