using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

public sealed class AccountTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string NewPassword = "seven green lanterns hum";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_is_saved_and_its_language_spoken()
    {
        using var visitor = await SignedInAsync(await host.Server.AddUserAsync());

        var saved = await visitor.SubmitAsync(
            "/account/profile",
            ("name", "Żaneta <b>"),
            ("timeZone", "Europe/Madrid"),
            ("locale", "es")
        );
        var account = await visitor.GetAsync(saved.Location!);

        Assert.Equal("Żaneta <b>", account.Heading.Replace("&lt;", "<", StringComparison.Ordinal));
        Assert.Contains("<html lang=\"es\">", account.Body, StringComparison.Ordinal);
        var profile = await visitor.GetAsync("/account/profile");
        Assert.Contains("<option selected=\"selected\">Europe/Madrid</option>", profile.Body, StringComparison.Ordinal);
        Assert.Equal(422, (await visitor.SubmitAsync("/account/profile", ("timeZone", "Mars/Base"))).Status);
    }

    [Fact]
    public async Task A_new_password_ends_other_browsers_and_not_this_one()
    {
        var email = await host.Server.AddUserAsync();
        using var here = await SignedInAsync(email);
        using var there = await SignedInAsync(email);
        var before = here["identity"];

        var wrong = await here.SubmitAsync("/account/password", ("current", "wrong"), ("wanted", NewPassword));
        var done = await here.SubmitAsync(
            "/account/password",
            ("current", TestClients.Password),
            ("wanted", NewPassword)
        );

        Assert.Equal(422, wrong.Status);
        Assert.Contains("This is not your current password.", wrong.Body, StringComparison.Ordinal);
        Assert.Equal("/account", done.Location);
        Assert.Contains("Your password is changed.", (await here.GetAsync("/account")).Body, StringComparison.Ordinal);
        Assert.NotEqual(before, here["identity"]);
        Assert.Equal("/signin", (await there.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task Browsers_are_listed_and_signed_out_one_by_one_or_all_at_once()
    {
        var email = await host.Server.AddUserAsync();
        using var here = await SignedInAsync(email);
        using var second = await SignedInAsync(email);
        using var third = await SignedInAsync(email);
        using var stranger = await SignedInAsync(await host.Server.AddUserAsync());
        var list = await here.GetAsync("/account/sessions");
        var ids = list.Body.Split("name=\"id\" value=\"").Skip(1).Select(part => part[..36]).ToArray();
        Assert.Equal(2, ids.Length);
        Assert.Contains("Firefox on Linux", list.Body, StringComparison.Ordinal);
        Assert.Contains("This browser", list.Body, StringComparison.Ordinal);

        foreach (var id in ids)
            await stranger.SubmitAsync("/account/sessions", ("id", id));
        Assert.Equal(200, (await second.GetAsync("/account")).Status);
        Assert.Equal(200, (await third.GetAsync("/account")).Status);

        await here.SubmitAsync("/account/sessions", ("id", ids[0]));
        var left = new[] { second, third };
        Assert.Equal(1, await CountAsync(left));

        var form = (await here.GetAsync("/account/sessions")).Token!;
        await here.PostAsync("/account/sessions?handler=Everywhere", ("form", form));
        Assert.Equal(0, await CountAsync(left));
        Assert.Equal(200, (await here.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_copy_of_what_is_known_is_for_its_owner()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);

        var copy = await visitor.GetAsync("/account/data?handler=File");

        Assert.Equal("application/json", copy.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("account.json", copy.Response.Content.Headers.ContentDisposition?.FileName);
        Assert.Contains(email, copy.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("$2", copy.Body, StringComparison.Ordinal);
        using var nobody = new Visitor(host.Server);
        Assert.Equal(302, (await nobody.GetAsync("/account/data?handler=File")).Status);
    }

    [Fact]
    public async Task An_account_is_deleted_with_its_password_and_its_address_typed_out()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);

        var untyped = await visitor.SubmitAsync(
            "/account/delete",
            ("typed", "yes"),
            ("password", TestClients.Password)
        );
        var wrong = await visitor.SubmitAsync("/account/delete", ("typed", email), ("password", "wrong"));
        Assert.Equal((422, 422), (untyped.Status, wrong.Status));
        Assert.NotNull(await host.Server.Get<People>().FindActiveAsync(email, Ct));

        var done = await visitor.SubmitAsync("/account/delete", ("typed", email), ("password", TestClients.Password));

        Assert.Equal("/account-deleted", done.Location);
        Assert.Null(await host.Server.Get<People>().FindActiveAsync(email, Ct));
        Assert.Equal("/signin", (await visitor.GetAsync("/account")).Location);
    }

    private static async Task<int> CountAsync(IEnumerable<Visitor> visitors)
    {
        var count = 0;
        foreach (var visitor in visitors)
        {
            if ((await visitor.GetAsync("/account")).Status == 200)
                count++;
        }
        return count;
    }

    private async Task<Visitor> SignedInAsync(string email)
    {
        var visitor = new Visitor(host.Server);
        Assert.Equal("/account", (await visitor.SignInAsync(email)).Location);
        return visitor;
    }
}
