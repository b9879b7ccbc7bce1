using Identity.EndToEnd.Browser;
using Identity.Server.Interactions.Devices;
using Identity.Tests;

namespace Identity.EndToEnd.Pages;

/// <summary>The pages on which a person lets a device in, on four screens and in four languages.</summary>
public sealed class DeviceLooksTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    [InlineData("de")]
    [InlineData("es")]
    public async Task From_the_code_to_the_end(string language)
    {
        var (_, scope, _) = await host.Server.AddApiAsync();
        var client = await host.Server.AddClientAsync(
            ["openid", "profile", "email", "offline_access", scope],
            asked => asked with { Name = "Living Room Television" }
        );
        var wish = new DeviceWish(
            client.Id,
            ["openid", "profile", "email", "offline_access", scope],
            Resources: [],
            "203.0.113.77, Chrome on Windows"
        );
        var devices = host.Server.Get<DeviceAuthorizations>();
        var (one, other) = (await devices.BeginAsync(wish, Ct), await devices.BeginAsync(wish, Ct));
        var email = await host.Server.AddUserAsync();
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer, locale: language);
        var page = person.Page;

        await page.GotoAsync($"/device?ui_locales={language}");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", TestClients.Password);
        await page.ClickAsync("main .button");
        await page.ArrivesAsync("**/device");
        await page.InspectAsync($"device-{language}");
        await page.FillAsync("#code", "BCDF-GHJK");
        await page.ClickAsync("main .button");
        await page.WaitForSelectorAsync(".summary");
        await page.InspectAsync($"device-wrong-{language}");

        await page.FillAsync("#code", one.UserCode.ToString());
        await page.ClickAsync("main .button");
        await page.ArrivesAsync("**/device/confirm?*");
        var confirm = page.Url;
        await page.InspectAsync($"device-confirm-{language}");
        await page.ClickAsync("main .button >> nth=0");
        await page.ArrivesAsync("**/device/done");
        await page.InspectAsync($"device-done-{language}");
        await page.GotoAsync(confirm);
        await page.InspectAsync($"device-over-{language}");

        await page.GotoAsync("/device");
        await page.FillAsync("#code", other.UserCode.ToString());
        await page.ClickAsync("main .button");
        await page.ClickAsync("main .button.plain");
        await page.ArrivesAsync("**/device/refused");
        await page.InspectAsync($"device-refused-{language}");
        Assert.DoesNotContain(person.Complaints, text => !text.Contains("422") && !text.Contains("400"));
    }
}
