using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Samples;

/// <summary>One session at the server, several apps: whoever signs out at one is signed out at the others.</summary>
[Collection(SampleCollection.Name)]
public sealed class SignOutEverywhereTests(Chromium chromium, SampleServer server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_out_at_one_app_ends_the_other(bool atWebApp)
    {
        await using var apps = await NotesApps.StartAsync(server);
        var web = await apps.AddWebAppAsync();
        var bff = await apps.AddBffAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        var page = person.Page;

        await page.GotoAsync(web.Address);
        await page.ClickAsync("#sign-in");
        await person.SignInAsync(await server.AddUserAsync());
        await page.WaitForSelectorAsync("#who");
        // The server knows them already: no question is asked.
        await page.GotoAsync(bff.Address);
        await page.ClickAsync("#sign-in");
        await page.WaitForSelectorAsync("#who:not(:empty)");

        var (here, there) = atWebApp ? (web, bff) : (bff, web);
        await page.GotoAsync(here.Address);
        await page.ClickAsync("#sign-out");
        await page.WaitForSelectorAsync("#sign-in");

        await SignedOutAsync(person, there);
    }

    [Fact]
    public async Task Signing_out_at_the_server_ends_both()
    {
        await using var apps = await NotesApps.StartAsync(server);
        var web = await apps.AddWebAppAsync();
        var bff = await apps.AddBffAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        await person.Page.GotoAsync(web.Address);
        await person.Page.ClickAsync("#sign-in");
        await person.SignInAsync(await server.AddUserAsync());
        await person.Page.WaitForSelectorAsync("#who");
        await person.Page.GotoAsync(bff.Address);
        await person.Page.ClickAsync("#sign-in");
        await person.Page.WaitForSelectorAsync("#who:not(:empty)");

        await person.Page.GotoAsync($"{server.Issuer}/");
        await person.Page.ClickAsync("button:has-text('Sign out')");

        await SignedOutAsync(person, web);
        await SignedOutAsync(person, bff);
    }

    /// <summary>The server tells the app when it gets round to it, which is soon.</summary>
    private static async Task SignedOutAsync(Person person, Sample app)
    {
        for (var i = 0; ; i++)
        {
            await person.Page.GotoAsync(app.Address);
            // Either page shows one of the two.
            var shown = person.Page.Locator("#sign-in:visible, #who:visible");
            await shown.WaitForAsync();
            if (await shown.GetAttributeAsync("id") == "sign-in")
                return;
            Assert.True(i < 40, $"Still signed in after {i} looks.\n{app.Printed}");
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }
}
