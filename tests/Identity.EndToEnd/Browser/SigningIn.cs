using System.Text.Json;
using Identity.Tests;

namespace Identity.EndToEnd.Browser;

/// <summary>What somebody does whom an app has sent here: they sign in, allow what it asks for, and are back.</summary>
internal static class SigningIn
{
    public static async Task SignInAsync(this Person person, string email)
    {
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", TestClients.Password);
        await person.Page.ClickAsync("main button.button:has-text(\"Sign in\")");
    }

    /// <summary>Allows, on the page that asks for it.</summary>
    public static Task AllowAsync(this Person person) =>
        person.Page.ClickAsync("main button[name='answer'][value='allow']");

    /// <summary>Signs in where a device sends people, types its code and says what is to become of it.</summary>
    public static async Task DecideOnDeviceAsync(
        this Person person,
        string address,
        string code,
        string email,
        string decision
    )
    {
        var page = person.Page;
        await page.GotoAsync(address);
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", TestClients.Password);
        await page.ClickAsync("main .button");
        await page.FillAsync("#code", code.ToLowerInvariant());
        await page.ClickAsync("main .button");
        await page.ClickAsync($"main button:has-text(\"{decision}\")");
    }

    /// <summary>What the app shows as JSON, once the browser is back at it.</summary>
    public static async Task<JsonElement> AppSaysAsync(this Person person, string address)
    {
        await person.Page.ArrivesAsync(url => url.StartsWith(address, StringComparison.Ordinal));
        var shown = person.Page.Locator("pre:not(:empty)");
        await shown.WaitForAsync();
        return JsonDocument.Parse(await shown.InnerTextAsync()).RootElement;
    }
}
