using System.Net;
using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Bff, as its README starts it: the page, and what stands between it and others.</summary>
[Collection(SampleCollection.Name)]
public sealed class BffSampleTests(Chromium chromium, SampleServer server)
{
    [Fact]
    public async Task A_person_signs_in_keeps_a_note_comes_back_and_signs_out()
    {
        await using var apps = await NotesApps.StartAsync(server);
        var app = await apps.AddBffAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        var page = person.Page;
        var email = await server.AddUserAsync();

        await page.GotoAsync(app.Address);
        await page.WaitForSelectorAsync("#sign-in");
        await page.InspectAsync("sample-bff-signed-out");
        await page.ClickAsync("#sign-in");
        await person.SignInAsync(email);

        await page.FillAsync("#text", "Milk");
        await page.ClickAsync("text=Keep it");
        Assert.Equal("Milk", await page.InnerTextAsync("#notes li"));
        Assert.Equal($"Test Person · {email}", await page.InnerTextAsync("#who"));
        Assert.Equal($"{app.Address}/", page.Url);
        await page.InspectAsync("sample-bff-signed-in");
        await page.ReloadAsync();
        Assert.Equal("Milk", await page.InnerTextAsync("#notes li"));

        // Nothing that a script could take and use: no token in storage, and no cookie that it sees.
        Assert.Equal("0", await page.EvaluateAsync<string>("`${localStorage.length + sessionStorage.length}`"));
        Assert.DoesNotContain(
            "notes-bff",
            await page.EvaluateAsync<string>("document.cookie"),
            StringComparison.Ordinal
        );
        var cookie = (await page.Context.CookiesAsync()).Single(one => one.Name == "notes-bff");
        Assert.InRange(cookie.Value.Length, 50, 1000);

        await page.ClickAsync("#sign-out");
        await page.WaitForSelectorAsync("#sign-in");
        Assert.Equal($"{app.Address}/", page.Url);
        await page.ClickAsync("#sign-in");
        await page.WaitForSelectorAsync("#password");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_access_token_is_renewed_where_the_page_does_not_see_it()
    {
        await using var apps = await NotesApps.StartAsync(server);
        var app = await apps.AddBffAsync(tokenLife: "00:00:10");
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        var page = person.Page;
        await page.GotoAsync(app.Address);
        await page.ClickAsync("#sign-in");
        await person.SignInAsync(await server.AddUserAsync());
        var first = await UntilAsync();

        var until = first;
        for (var i = 0; i < 30 && until == first; i++)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            until = await UntilAsync();
        }

        Assert.NotEqual(first, until);
        await page.FillAsync("#text", "Bread");
        await page.ClickAsync("text=Keep it");
        Assert.Equal("Bread", await page.InnerTextAsync("#notes li"));

        Task<string> UntilAsync() =>
            page.EvaluateAsync<string>(
                "async () => (await (await fetch('/bff/user', { headers: { 'X-Notes': '1' } })).json()).accessUntil"
            );
    }

    [Theory]
    [InlineData("/bff/user")]
    [InlineData("/api/notes")]
    public async Task A_signed_in_browser_that_another_site_sends_is_not_let_in(string path)
    {
        await using var apps = await NotesApps.StartAsync(server);
        var app = await apps.AddBffAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        await person.Page.GotoAsync(app.Address);
        await person.Page.ClickAsync("#sign-in");
        await person.SignInAsync(await server.AddUserAsync());
        await person.Page.WaitForSelectorAsync("#who:not(:empty)");

        var answer = await person.Page.GotoAsync(app.Address + path);

        Assert.Equal((int)HttpStatusCode.Forbidden, answer!.Status);
    }
}
