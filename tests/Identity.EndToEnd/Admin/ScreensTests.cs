using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Admin;

/// <summary>Every screen, wide and narrow, light and dark: nothing for axe to find, and a picture of each.</summary>
[Collection(AdminCollection.Name)]
public sealed class ScreensTests(Chromium chromium, AdminSite site)
{
    [Fact]
    public async Task Every_screen_looks_right_and_can_be_used_by_everybody()
    {
        var desk = await site.DeskAsync();
        var user = await FurnishAsync(desk);
        await using var visitor = await Person.AtAsync(chromium, site.Issuer);
        await visitor.Page.GotoAsync("/signin");
        await visitor.SignInAsync(user.Email);
        await visitor.Page.ArrivesAsync("**/account");
        await visitor.Page.GotoAsync(Lost);
        await using var owner = await site.ComesAsync();
        var page = owner.Page;
        foreach (var (name, path) in Paths(user.Id))
        {
            await page.OpenAsync(path);
            await page.InspectAsync($"admin-{name}");
        }

        await page.OpenAsync("/trace");
        await page.FillAsync("#trace-input", Lost);
        await page.PressAsync("Trace it");
        await page.Locator(".trace").WaitForAsync();
        await page.InspectAsync("admin-trace");
        await page.OpenAsync("/");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#palette[open]").WaitForAsync();
        await page.InspectAsync("admin-palette");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await page.Locator("#shortcuts[open]").WaitForAsync();
        await page.InspectAsync("admin-shortcuts");
        Assert.Empty(owner.Complaints);

        // The browser complains of the status, as it should.
        await page.OpenAsync("/nothing-here");
        Assert.Equal("There is nothing here", await page.InnerTextAsync("h1"));
        await page.InspectAsync("admin-not-found");
    }

    // A request that leads nowhere, by one letter.
    private string Lost =>
        $"{site.Issuer}/connect/authorize?client_id=notes-web&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fshop.example.com%2Fcallbck";

    private static (string Name, string Path)[] Paths(string user) =>
        [
            ("dashboard", "/"),
            ("users", "/users"),
            ("users-none", "/users?search=nobody-is-called-so"),
            ("user", $"/users/{user}"),
            ("user-roles", $"/users/{user}/roles"),
            ("user-sessions", $"/users/{user}/sessions"),
            ("user-factors", $"/users/{user}/factors"),
            ("user-audit", $"/users/{user}/audit"),
            ("user-new", "/users/new"),
            ("roles", "/roles"),
            ("role", "/roles/helpdesk"),
            ("role-members", "/roles/helpdesk/members"),
            ("role-new", "/roles/new"),
            ("clients", "/clients"),
            ("client-new", "/clients/new"),
            ("client", "/clients/notes-web"),
            ("client-addresses", "/clients/notes-web/addresses"),
            ("client-scopes", "/clients/notes-web/scopes"),
            ("client-secrets", "/clients/notes-web/secrets"),
            ("client-look", "/clients/notes-web/look"),
            ("client-logout", "/clients/notes-web/logout"),
            ("client-algorithms", "/clients/notes-web/algorithms"),
            ("client-roles", "/clients/desk/roles"),
            ("client-use", "/clients/notes-web/use"),
            ("client-connect", "/clients/notes-web/connect"),
            ("client-audit", "/clients/notes-web/audit"),
            ("apis", "/apis"),
            ("scopes", "/apis/scopes"),
            ("api-new", "/apis/new"),
            ("api", "/apis/urn%3Asample%3Anotes"),
            ("api-scopes", "/apis/urn%3Asample%3Anotes/scopes"),
            ("api-clients", "/apis/urn%3Asample%3Anotes/clients"),
            ("api-connect", "/apis/urn%3Asample%3Anotes/connect"),
            ("profiles", "/profiles"),
            ("profile-new", "/profiles/new"),
            ("profile", "/profiles/todo"),
            ("keys", "/keys"),
            ("sessions", "/sessions"),
            ("consents", "/consents"),
            ("grants", "/grants"),
            ("letters", "/letters"),
            ("letter-templates", "/letter-templates"),
            ("letter-template", "/letter-templates/reset_password"),
            ("jobs", "/jobs"),
            ("job", "/jobs/rotate-keys"),
            ("audit", "/audit"),
            ("settings", "/settings"),
            ("checks", "/settings/checks"),
        ];

    private async Task<(string Id, string Email)> FurnishAsync(Desk desk)
    {
        await Quarter.PassAsync(site.ConnectionString);
        foreach (var name in (string[])["Ana Almeida", "Bartosz Bąk", "Chen Wei", "Dana Dietrich", "Emre Erdem"])
            await desk.AddPersonAsync(name);
        await desk.DoAsync(
            HttpMethod.Post,
            "/users",
            $$"""{"email":"{{Identity.Tests.TestClients.Unique("invited")}}@example.com","name":"Ines Invited","invite":true}"""
        );
        await desk.DoAsync(
            HttpMethod.Post,
            "/apis",
            """{"audience":"urn:todo:api","name":"To-do","algorithm":"HS256","token_profile":"plain","claims":["email"]}"""
        );
        await desk.DoAsync(
            HttpMethod.Put,
            "/profiles/todo",
            await File.ReadAllTextAsync(
                Path.Join(Checkout.Root, "samples", "adopted", "todo.json"),
                TestContext.Current.CancellationToken
            )
        );
        return await desk.AddPersonAsync("Hanna Helpdesk", "helpdesk");
    }
}
