using System.Diagnostics;
using Identity.EndToEnd.Browser;

namespace Identity.EndToEnd.Admin;

/// <summary>Administrators who are at work at the same time.</summary>
[Collection(AdminCollection.Name)]
public sealed class TogetherTests(AdminSite site)
{
    [Fact]
    public async Task Who_saves_second_sees_what_the_first_has_changed()
    {
        var desk = await site.DeskAsync();
        var (shared, _) = await desk.AddPersonAsync("Of both");
        var (_, email) = await desk.AddPersonAsync("Adam Administrator", "administrator");
        await using var first = await site.ComesAsync();
        await using var second = await site.ComesAsync(email);
        await first.Page.OpenAsync($"/users/{shared}");
        await second.Page.OpenAsync($"/users/{shared}");

        await first.Page.FillAsync("#field-name", "Of the first");
        await first.Page.PressAsync("Save");
        await first.Page.Locator("h1", new() { HasText = "Of the first" }).WaitForAsync();
        await second.Page.FillAsync("#field-name", "Of the second");
        await second.Page.PressAsync("Save");

        var dialog = second.Page.Locator("dialog[open].dialog");
        await dialog.GetByText("Somebody else has changed this").WaitForAsync();
        Assert.Contains("Of the first", await dialog.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Of the second", await dialog.InnerTextAsync(), StringComparison.Ordinal);
        await second.Page.InspectAsync("admin-conflict");
        Assert.Equal("Of the first", (await desk.GetAsync($"/users/{shared}"))["name"]);

        await dialog.GetByText("Of the second").ClickAsync();
        await second.Page.AnswerAsync("Save what I chose");
        await second.Page.Locator("h1", new() { HasText = "Of the second" }).WaitForAsync();
        Assert.Equal("Of the second", (await desk.GetAsync($"/users/{shared}"))["name"]);
    }

    [Fact]
    public async Task Who_is_suspended_loses_the_site_within_seconds()
    {
        var desk = await site.DeskAsync();
        var (id, email) = await desk.AddPersonAsync("Former Administrator", "administrator");
        await using var former = await site.ComesAsync(email);
        await former.Page.OpenAsync("/users");
        Assert.NotEqual(0, await former.Page.Locator("tbody tr").CountAsync());

        await desk.DoAsync(HttpMethod.Put, $"/users/{id}/suspension", """{"message":"Please call us."}""");
        var suspended = Stopwatch.GetTimestamp();

        await former.Page.Locator("h1", new() { HasText = "Your session has ended" }).WaitForAsync();
        Assert.True(Stopwatch.GetElapsedTime(suspended) < TimeSpan.FromSeconds(10));
        Assert.Equal(0, await former.Page.Locator("tbody tr").CountAsync());
        await former.Page.InspectAsync("admin-ended");
        await former.Page.ClickAsync("text=Sign in again");
        await former.SignInAsync(email);
        await former.Page.SaysAsync("Please call us.");
    }
}
