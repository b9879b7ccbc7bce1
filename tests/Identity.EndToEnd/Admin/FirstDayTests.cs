using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Admin;

/// <summary>How a server that nobody owns comes to its owner.</summary>
[Collection(AdminCollection.Name)]
public sealed class FirstDayTests(Chromium chromium, AdminSite site)
{
    [Fact]
    public async Task Whoever_opens_the_link_in_the_log_owns_the_server_and_nobody_after_them()
    {
        await using var owner = await site.ComesAsync();

        Assert.Equal("Dashboard", await owner.Page.InnerTextAsync("h1"));
        var me = await (await site.DeskAsync()).GetAsync("/me");
        Assert.Equal("""["owner"]""", me["roles"]);

        await using var second = await Person.AtAsync(chromium, site.Issuer);
        await second.Page.GotoAsync(site.SetUpLink);
        Assert.Equal("This link no longer works", await second.Page.InnerTextAsync("h1"));
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task Who_has_no_role_is_told_so_and_sees_it_when_they_get_one()
    {
        var desk = await site.DeskAsync();
        var (id, email) = await desk.AddPersonAsync();
        await using var person = await site.ComesAsync(email);
        await person.Page.SaysAsync("No role has been given to you");
        await person.Page.InspectAsync("admin-no-role");

        await desk.DoAsync(HttpMethod.Put, $"/users/{id}/roles", """{"roles":["auditor"]}""");

        await person.Page.Locator("h1", new() { HasText = "Dashboard" }).WaitForAsync();
    }
}
