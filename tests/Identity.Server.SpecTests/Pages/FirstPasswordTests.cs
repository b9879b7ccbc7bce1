using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users.SingleUse;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>Passwords that people have to choose: their first, and another in place of one that is good no more.</summary>
public sealed class FirstPasswordTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Chosen = "seven green lanterns hum";

    [Fact]
    public async Task An_invitation_leads_to_a_password_and_an_account_that_is_ready()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync(asked =>
            asked with
            {
                Password = null,
                IsInvited = true,
                IsVerified = false,
            }
        );
        var path = $"/invitation?token={await host.Server.LinkTokenAsync(SingleUsePurpose.Invitation, email)}";

        var page = await visitor.GetAsync(path);
        Assert.Equal("Choose your password", page.Heading);
        Assert.Contains($"value=\"{email}\"", page.Body, StringComparison.Ordinal);
        Assert.Equal(422, (await visitor.SubmitAsync(path, ("password", "12345678"))).Status);
        Assert.Equal("/invitation/done", (await visitor.SubmitAsync(path, ("password", Chosen))).Location);
        Assert.Equal("Your account is ready", (await visitor.GetAsync("/invitation/done")).Heading);

        Assert.Equal("/account", (await visitor.SignInAsync(email, Chosen)).Location);
        Assert.Equal("This link no longer works", (await visitor.GetAsync(path)).Heading);
    }

    [Fact]
    public async Task Who_must_choose_another_password_does_so_and_goes_on_to_where_they_were_going()
    {
        using var visitor = new Visitor(host.Server);
        using var elsewhere = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await elsewhere.SignInAsync(email);
        await host.Server.EditAsync(email, form => form with { PasswordChangeRequired = true });

        var led = await visitor.SubmitAsync(
            "/signin?to=sessions",
            ("email", email),
            ("password", TestClients.Password)
        );
        Assert.StartsWith("/reset-password?token=dp_", led.Location, StringComparison.Ordinal);
        Assert.Equal("/signin", (await visitor.GetAsync("/account")).Location);
        Assert.Contains("has to be changed", (await visitor.GetAsync(led.Location!)).Body, StringComparison.Ordinal);
        Assert.Equal(422, (await visitor.SubmitAsync(led.Location!, ("password", email))).Status);
        var done = await visitor.SubmitAsync(led.Location!, ("password", Chosen));

        Assert.Equal("/account/sessions", done.Location);
        Assert.Equal(200, (await visitor.GetAsync("/account/sessions")).Status);
        Assert.Equal("/signin", (await elsewhere.GetAsync("/account")).Location);
        Assert.Equal((400, "This link no longer works"), await SeenAsync(visitor, led.Location!));
        Assert.Equal("/account", (await new Visitor(host.Server).SignInAsync(email, Chosen)).Location);
    }

    [Fact]
    public async Task The_request_of_an_app_waits_meanwhile()
    {
        using var visitor = new Visitor(host.Server);
        var app = await App.RegisterAsync(host.Server);
        var email = await host.Server.AddUserAsync(asked => asked with { PasswordChangeRequired = true });
        var visit = await visitor.GetAsync(app.Address());
        while (visit.Location is { } next && !next.StartsWith("/signin", StringComparison.Ordinal))
            visit = await visitor.GetAsync(next);

        var led = await visitor.SubmitAsync(visit.Location!, ("email", email), ("password", TestClients.Password));
        Assert.Contains("&request=", led.Location, StringComparison.Ordinal);
        var chosen = await visitor.SubmitAsync(led.Location!, ("password", Chosen));
        var answer = await visitor.TravelAsync(app, chosen.Location!, email);

        (await app.RedeemAsync(answer["code"]!)).ShouldSucceed();
    }

    [Fact]
    public async Task A_link_that_came_by_another_way_leads_nowhere_else()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        var (due, reset) = (
            await host.Server.LinkTokenAsync(SingleUsePurpose.DuePassword, email),
            await host.Server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email)
        );

        Assert.Equal((400, "This link no longer works"), await SeenAsync(visitor, $"/invitation?token={due}"));
        Assert.Equal((400, "This link no longer works"), await SeenAsync(visitor, $"/invitation?token={reset}"));
        Assert.Equal("/account", (await visitor.SignInAsync(email)).Location);
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task The_password_grant_refuses_and_says_why_to_our_own_apps_alone()
    {
        var ours = await host.Server.AddClientAsync(["openid"], asked => asked with { IsFirstParty = true });
        var theirs = await host.Server.AddClientAsync(["openid"]);
        var email = await host.Server.AddUserAsync(asked => asked with { PasswordChangeRequired = true });

        var told = await host.Server.SignInAsync(ours, email, "openid");
        var untold = await host.Server.SignInAsync(theirs, email, "openid");
        var wrong = await host.Server.SignInAsync(theirs, "nobody@example.com", "openid");

        told.ShouldRefuse("invalid_grant");
        Assert.Equal("A new password has to be chosen first.", told["error_description"]);
        Assert.Equal(wrong.Body, untold.Body);
    }

    [Fact]
    public async Task A_page_of_ones_account_still_takes_the_password_that_has_to_be_changed()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await visitor.SignInAsync(email);
        await host.Server.EditAsync(email, form => form with { PasswordChangeRequired = true });

        var changed = await visitor.SubmitAsync(
            "/account/password",
            ("current", TestClients.Password),
            ("wanted", Chosen)
        );

        Assert.Equal("/account", changed.Location);
        Assert.False((await host.Server.FindAccountAsync(email)).PasswordChangeRequired);
    }

    private static async Task<(int Status, string Heading)> SeenAsync(Visitor visitor, string path)
    {
        var visit = await visitor.GetAsync(path);
        return (visit.Status, visit.Heading);
    }
}
