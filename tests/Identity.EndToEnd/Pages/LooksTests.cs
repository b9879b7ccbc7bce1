using Identity.EndToEnd.Browser;
using Identity.Server.Mail.Transport;
using Identity.Server.Roles;
using Identity.Tests;
using Microsoft.Playwright;
using Person = Identity.EndToEnd.Browser.Person;

namespace Identity.EndToEnd.Pages;

/// <summary>Every page, and every face that it has, on four screens: nothing for axe to find, and a picture of each.</summary>
public sealed class LooksTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("signin", "/signin")]
    [InlineData("signin-pl", "/signin?ui_locales=pl")]
    [InlineData("register", "/register")]
    [InlineData("register-de", "/register?ui_locales=de")]
    [InlineData("register-sent", "/register/sent")]
    [InlineData("verify-resend", "/verify-email/resend")]
    [InlineData("verify-sent", "/verify-email/sent")]
    [InlineData("verify-done", "/verify-email/done")]
    [InlineData("bad-link", "/verify-email?token=x")]
    [InlineData("forgot", "/forgot-password")]
    [InlineData("forgot-es", "/forgot-password?ui_locales=es")]
    [InlineData("forgot-sent", "/forgot-password/sent")]
    [InlineData("reset-done", "/reset-password/done")]
    [InlineData("invitation-done", "/invitation/done")]
    [InlineData("setup-bad", "/setup?token=x")]
    [InlineData("setup-done", "/setup/done")]
    [InlineData("signed-out", "/signed-out")]
    [InlineData("account-deleted", "/account-deleted")]
    [InlineData("not-found", "/nothing-here")]
    public async Task An_open_page(string name, string path)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);

        await person.Page.GotoAsync(path);

        await person.Page.InspectAsync(name);
    }

    [Theory]
    [InlineData("account", "/account")]
    [InlineData("account-profile", "/account/profile")]
    [InlineData("account-details", "/account/details")]
    [InlineData("account-details-de", "/account/details?ui_locales=de")]
    [InlineData("account-email", "/account/email")]
    [InlineData("account-email-sent", "/account/email/sent")]
    [InlineData("account-email-done", "/account/email/done")]
    [InlineData("account-password", "/account/password")]
    [InlineData("account-sessions", "/account/sessions")]
    [InlineData("account-data", "/account/data")]
    [InlineData("account-delete", "/account/delete")]
    [InlineData("signout", "/signout")]
    [InlineData("account-pl", "/account?ui_locales=pl")]
    public async Task A_page_of_an_account(string name, string path)
    {
        var email = await host.Server.AddUserAsync();
        await using var elsewhere = await SignedInAsync(email);
        await using var person = await SignedInAsync(email);

        await person.Page.GotoAsync(path);

        await person.Page.InspectAsync(name);
    }

    [Theory]
    [InlineData("signin-empty", "/signin", "", "")]
    [InlineData("signin-wrong", "/signin", "nobody@example.com", "wrong")]
    [InlineData("register-weak", "/register", "no address", "password1")]
    [InlineData("register-weak-pl", "/register?ui_locales=pl", "ann@example.com", "qwertyui")]
    public async Task A_form_that_comes_back(string name, string path, string email, string password)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await person.Page.GotoAsync(path);
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", password);
        await person.Page.ClickAsync("main .button");
        await person.Page.WaitForSelectorAsync(".summary");

        await person.Page.InspectAsync(name);
    }

    [Fact]
    public async Task Details_that_come_back()
    {
        await using var person = await SignedInAsync(await host.Server.AddUserAsync());
        await person.Page.GotoAsync("/account/details");
        await person.Page.FillAsync("#birthdate", "tomorrow");
        await person.Page.FillAsync("#phone", "12345");
        await person.Page.FillAsync("#website", "no address");
        await person.Page.ClickAsync("main .button");
        await person.Page.WaitForSelectorAsync(".summary");

        await person.Page.InspectAsync("account-details-wrong");
    }

    [Fact]
    public async Task A_suspended_account()
    {
        var email = await host.Server.AddUserAsync();
        await host.Server.SuspendAsync(email, "Please write to help@example.com.");
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await FillAsync(person.Page, email);
        await person.Page.WaitForSelectorAsync(".summary");

        await person.Page.InspectAsync("signin-suspended");
    }

    [Fact]
    public async Task The_links_of_letters_and_the_letters()
    {
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var page = person.Page;
        await FillAsync(page, email);
        await page.ArrivesAsync("**/verify-email/resend");
        await page.ClickAsync("main .button");
        await page.InspectAsync("verify-sent-address");
        await page.GotoAsync("/forgot-password");
        await page.FillAsync("#email", email);
        await page.ClickAsync("main .button");

        await page.GotoAsync((await LetterAsync(email, "verify_email")).Link!);
        await page.InspectAsync("verify");
        var reset = await LetterAsync(email, "reset_password");
        await page.GotoAsync(reset.Link!);
        await page.InspectAsync("reset");
        await page.FillAsync("#password", "12345678");
        await page.ClickAsync("main .button");
        await page.WaitForSelectorAsync(".summary");
        await page.InspectAsync("reset-weak");
        await page.GotoAsync("/dev/mail");
        await page.InspectAsync("dev-mail");
        await page.GotoAsync($"/dev/mail/{reset.Id}");
        await page.InspectAsync("dev-mail-letter");
    }

    [Fact]
    public async Task Passwords_that_are_chosen_on_the_way_in()
    {
        var invited = await host.Server.AddUserAsync(asked => asked with { Password = null, IsInvited = true });
        var due = await host.Server.AddUserAsync(asked => asked with { PasswordChangeRequired = true });
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var page = person.Page;

        await page.GotoAsync((await LetterAsync(invited, "invitation")).Link!);
        await page.InspectAsync("invitation");
        await FillAsync(page, due);
        await page.ArrivesAsync("**/reset-password?token=dp_*");
        await page.InspectAsync("password-due");
        await page.FillAsync("#password", "seven green lanterns hum");
        await page.ClickAsync("main .button");
        await page.ArrivesAsync("**/account");

        var link = (await host.Server.Get<SetUpLinks>().ReplaceAsync(Ct))!.Value.Reveal();
        await page.GotoAsync($"/setup?token={link}");
        await page.InspectAsync("setup");
        await page.FillAsync("#email", "no address");
        await page.FillAsync("#password", "12345678");
        await page.ClickAsync("main .button");
        await page.WaitForSelectorAsync(".summary");
        await page.InspectAsync("setup-wrong");
    }

    [Fact]
    public async Task An_account_that_moves()
    {
        var email = await host.Server.AddUserAsync();
        var wanted = $"{TestClients.Unique("moved")}@example.com";
        await using var person = await SignedInAsync(email);
        var page = person.Page;
        await page.GotoAsync("/account/email");
        await page.FillAsync("#email", wanted);
        await page.FillAsync("#password", TestClients.Password);
        await page.ClickAsync("main .button");
        await page.ArrivesAsync("**/account/email/sent");

        await page.GotoAsync((await LetterAsync(email, "approve_email_change")).Link!);
        await page.InspectAsync("email-approve");
        await page.ClickAsync("main .button");
        await page.GotoAsync((await LetterAsync(wanted, "confirm_email_change")).Link!);
        await page.InspectAsync("email-confirm");
        await page.ClickAsync("main .button");
        await page.ArrivesAsync("**/account/email/done");
    }

    private static async Task FillAsync(IPage page, string email)
    {
        await page.GotoAsync("/signin");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", TestClients.Password);
        await page.ClickAsync("main .button");
    }

    private async Task<Person> SignedInAsync(string email)
    {
        var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await FillAsync(person.Page, email);
        await person.Page.ArrivesAsync("**/account");
        return person;
    }

    private Task<KeptLetter> LetterAsync(string email, string kind) =>
        host.Server.Get<DevelopmentMailbox>().WaitAsync(kept => kept.To == email && kept.Kind == kind, Ct);
}
