using System.Globalization;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Spa with samples/Api.Express behind it, as their READMEs start them, and somebody at a real browser.</summary>
[Collection(SampleCollection.Name)]
public sealed class SpaTests(Chromium chromium, SampleServer server)
{
    [Fact]
    public async Task A_person_signs_in_keeps_a_note_comes_back_and_signs_out()
    {
        await using var room = await StartAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        var page = person.Page;
        var email = await server.AddUserAsync();

        await page.GotoAsync(room.App.Address);
        await page.WaitForSelectorAsync("#sign-in");
        await page.InspectAsync("sample-spa-signed-out");
        await page.ClickAsync("#sign-in");
        await person.SignInAsync(email);

        await page.FillAsync("#text", "Milk");
        await page.ClickAsync("text=Keep it");
        Assert.Equal("Milk", await page.InnerTextAsync("#notes li"));
        Assert.Equal($"Test Person · {email}", await page.InnerTextAsync("#who"));
        // Nothing that anybody could use is left in the address.
        Assert.Equal($"{room.App.Address}/", page.Url);
        await page.InspectAsync("sample-spa-signed-in");

        await page.RunAndWaitForResponseAsync(
            () => page.ClickAsync("#refresh"),
            answer => answer.Url == server.TokenEndpoint && answer.Ok
        );

        await page.ReloadAsync();
        Assert.Equal("Milk", await page.InnerTextAsync("#notes li"));

        await page.ClickAsync("#sign-out");
        await page.WaitForSelectorAsync("#sign-in");
        Assert.Equal($"{room.App.Address}/", page.Url);
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#sign-in");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_person_who_signs_out_at_the_server_is_signed_out_of_the_app()
    {
        await using var room = await StartAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        await person.Page.GotoAsync(room.App.Address);
        await person.Page.ClickAsync("#sign-in");
        await person.SignInAsync(await server.AddUserAsync());
        await person.Page.WaitForSelectorAsync("#who:not(:empty)");

        var elsewhere = await person.Page.Context.NewPageAsync();
        await elsewhere.GotoAsync($"{server.Issuer}/");
        await elsewhere.ClickAsync("button:has-text('Sign out')");

        await person.Page.WaitForSelectorAsync("#sign-in");
    }

    [Fact]
    public async Task Its_types_hold_and_it_can_be_built()
    {
        Sample.NeedNodePackages("Spa");
        using var folder = new WorkFolder();
        string[] command = ["npm", "run", "build", "--", "--emptyOutDir", "--outDir", folder.Path];
        await using var build = Sample.Start("Spa", new Dictionary<string, string>(StringComparer.Ordinal), command);

        Assert.True(await build.EndsAsync() == 0, build.Printed);

        Assert.True(File.Exists(folder.In("index.html")));
        Assert.True(File.Exists(folder.In("silent.html")));
    }

    private async Task<Room> StartAsync()
    {
        Sample.NeedNodePackages("Api.Express");
        Sample.NeedNodePackages("Spa");
        await server.RegisterOnceAsync("Api.Express");
        var port = FreePort.Take();
        var app = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var client = $"notes-spa-{port}";
        await server.RegisterAsync("Spa", instead: [("notes-spa", client), ("http://localhost:5173", app)]);
        var api = await ExpressApiTests.StartAsync(server, app);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["VITE_ISSUER"] = server.Issuer,
            ["VITE_CLIENT_ID"] = client,
            ["VITE_API"] = api.Address,
        };
        var vite = Path.Join(Sample.FolderOf("Spa"), "node_modules", ".bin", "vite");
        return new Room(api, await Sample.StartAsync("Spa", port, environment, vite, "--port", $"{port}"));
    }

    private sealed record Room(Sample Api, Sample App) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Api.DisposeAsync();
        }
    }
}
