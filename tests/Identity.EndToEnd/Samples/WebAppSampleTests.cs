using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/WebApp, as its README starts it, and somebody at a real browser.</summary>
[Collection(SampleCollection.Name)]
public sealed class WebAppSampleTests(Chromium chromium, SampleServer server)
{
    [Fact]
    public async Task A_person_signs_in_keeps_a_note_sees_what_is_known_of_them_and_signs_out()
    {
        await using var apps = await NotesApps.StartAsync(server);
        var app = await apps.AddWebAppAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        var page = person.Page;
        var email = await server.AddUserAsync();

        await page.GotoAsync(app.Address);
        await page.InspectAsync("sample-webapp-signed-out");
        await page.ClickAsync("#sign-in");
        await person.SignInAsync(email);

        await page.FillAsync("#text", "Milk");
        await page.ClickAsync("text=Keep it");
        Assert.Equal("Milk", await page.InnerTextAsync("#notes li"));
        Assert.Equal($"Test Person · {email}", await page.InnerTextAsync("#who"));
        Assert.Equal($"{app.Address}/", page.Url);
        await page.InspectAsync("sample-webapp-notes");

        await page.ClickAsync("text=Profile");
        Assert.Contains(email, await page.InnerTextAsync("dl"), StringComparison.Ordinal);
        await page.InspectAsync("sample-webapp-profile");

        await page.ClickAsync("#sign-out");
        await page.WaitForSelectorAsync("#sign-in");
        Assert.Equal($"{app.Address}/", page.Url);
        // Signed out at the server as well: it asks who is there.
        await page.ClickAsync("#sign-in");
        await page.WaitForSelectorAsync("#password");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_access_token_is_renewed_before_it_ends()
    {
        await using var apps = await NotesApps.StartAsync(server);
        var app = await apps.AddWebAppAsync(tokenLife: "00:00:10");
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        var page = person.Page;
        await page.GotoAsync(app.Address);
        await page.ClickAsync("#sign-in");
        await person.SignInAsync(await server.AddUserAsync());
        await page.ClickAsync("text=Profile");
        var first = await page.InnerTextAsync("#until");

        var until = first;
        for (var i = 0; i < 30 && until == first; i++)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
            until = await page.InnerTextAsync("#until");
        }

        Assert.NotEqual(first, until);
        await page.ClickAsync("text=Notes");
        await page.FillAsync("#text", "Bread");
        await page.ClickAsync("text=Keep it");
        Assert.Equal("Bread", await page.InnerTextAsync("#notes li"));
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_is_a_calm_page()
    {
        await using var apps = await NotesApps.StartAsync(server);
        var app = await apps.AddWebAppAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);

        await person.Page.GotoAsync($"{app.Address}/signin-oidc?code=stolen&state=made-up");

        Assert.Equal($"{app.Address}/problem", person.Page.Url);
        await person.Page.InspectAsync("sample-webapp-problem");
    }
}
