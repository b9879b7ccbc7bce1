using System.Diagnostics;
using System.Globalization;
using Identity.EndToEnd.Browser;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Admin;

/// <summary>What an owner does on a day, from the first search to the audit in the evening.</summary>
[Collection(AdminCollection.Name)]
public sealed class WorkingDayTests(Chromium chromium, AdminSite site, ITestOutputHelper output)
{
    [Fact]
    public async Task Somebody_is_found_among_a_hundred_thousand_and_suspended_and_leaves_their_app()
    {
        var desk = await site.DeskAsync();
        await Crowd.GatherAsync(site.ConnectionString);
        var (id, email) = await desk.AddPersonAsync("Wanda Wanted");
        await using var owner = await site.ComesAsync();
        var page = owner.Page;
        await using var app = await Storefront.StartAsync(site, site.AppClient, site.AppPort);
        await using var wanda = await Person.AtAsync(chromium, site.Issuer);
        await wanda.Page.GotoAsync(app.Address);
        await wanda.Page.ClickAsync("#sign-in");
        await wanda.SignInAsync(email);
        await wanda.Page.WaitForSelectorAsync("#who");
        Assert.Equal($"Wanda Wanted · {email}", await wanda.Page.InnerTextAsync("#who"));

        await AnswersWithinASecondAsync(desk, email);
        await FindAsync(page, email);
        await page.ClickAsync($"a[href='/users/{id}']");
        await page.SettlesAsync();
        await page.ChooseAsync("Suspend");
        await page.FillAsync("#suspend-message", "Please write to help@example.com.");
        await page.AnswerAsync("Suspend");
        await page.Locator(".notice", new() { HasText = "Please write to help@example.com." }).WaitForAsync();

        // The app has heard of it behind the browser's back, and the server knows nobody there any more.
        await SeesAsync(wanda.Page, app.Address, "#sign-in");
        await wanda.Page.ClickAsync("#sign-in");
        await wanda.SignInAsync(email);
        await wanda.Page.GetByText("Please write to help@example.com.").WaitForAsync();

        await AuditTellsAsync(page, $"user={id}", "suspension", "sign-in");
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task A_letter_is_sent_again_and_a_session_is_ended()
    {
        var letter = await site.InviteInVainAsync();
        var desk = await site.DeskAsync();
        var (id, email) = await desk.AddPersonAsync("Sina Session");
        await using var owner = await site.ComesAsync();
        var page = owner.Page;

        await page.OpenAsync("/letters?state=dead");
        await page.Row(letter).GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        var mail = await site.MailAsync();
        await Moments.UntilAsync(async () => (await mail.LettersAsync()).Exists(taken => taken.To == letter));

        await using var sina = await Person.AtAsync(chromium, site.Issuer);
        await sina.Page.GotoAsync("/signin");
        await sina.SignInAsync(email);
        await sina.Page.ArrivesAsync("**/account");
        await page.OpenAsync($"/sessions?user={id}");
        await page.PressAsync("End");
        await page.AnswerAsync("End the session");
        await page.SaysAsync("The session has ended.");
        await sina.Page.GotoAsync("/account");
        await sina.Page.WaitForSelectorAsync("#password");

        await AuditTellsAsync(page, "", "letter-resending", "sign-out", "account-creation");
        Assert.Empty(owner.Complaints);
    }

    // What a person waits for: from the last letter to the row.
    private async Task FindAsync(IPage page, string email)
    {
        await page.OpenAsync("/users");
        var began = Stopwatch.GetTimestamp();
        await page.SearchAsync(email);
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        output.WriteLine($"Shown among {Crowd.Size:N0} in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} ms.");
        await page.Row(email).WaitForAsync();
    }

    // What the server is responsible for: the screen adds its pause after the last letter, and whatever this machine is busy with.
    private async Task AnswersWithinASecondAsync(Desk desk, string email)
    {
        var began = Stopwatch.GetTimestamp();
        var found = await desk.GetAsync($"/users?search={email}");
        var waited = Stopwatch.GetElapsedTime(began);
        output.WriteLine($"Answered in {waited.TotalMilliseconds:N0} ms.");
        Assert.Single(found.Json.GetProperty("items").EnumerateArray());
        Assert.True(waited < TimeSpan.FromSeconds(1), $"It took {waited}.");
    }

    private static async Task AuditTellsAsync(IPage page, string filter, params string[] kinds)
    {
        foreach (var kind in kinds)
        {
            await page.OpenAsync($"/audit?kind={kind}&{filter}");
            Assert.NotEqual(0, await page.Row(kind).CountAsync());
        }
    }

    // Sign-outs travel from server to server: the app hears of one a moment later.
    private static Task SeesAsync(IPage page, string address, string selector) =>
        Moments.UntilAsync(async () =>
        {
            await page.GotoAsync(address);
            return await page.Locator(selector).CountAsync() > 0;
        });
}
