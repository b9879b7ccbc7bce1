using Identity.Server.Consents;
using Identity.Server.Interactions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>What an app may do is said in plain words, and decided by the person who was asked.</summary>
public sealed class ConsentTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Offline = "openid offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ConsentLedger Ledger => host.Server.Get<ConsentLedger>();

    [Fact, Spec("OpenID Connect Core §3.1.2.4")]
    public async Task The_page_says_who_asks_for_what_and_what_was_allowed_before()
    {
        var (_, scope, _) = await host.Server.AddApiAsync(with: api => api with { Name = "Invoices API" });
        using var visitor = new Visitor(host.Server);
        var (email, errand) = await AskAsync(
            visitor,
            asked => asked with { Scopes = ["openid", "email", "phone", "offline_access", scope] }
        );
        await Ledger.GrantAsync(await errand.IdOfAsync(email), errand.Client.Id, ["openid"], Ct);

        var page = await visitor.GetAsync(errand.On("/consent"));

        Assert.Equal((200, "Allow access?"), (page.Status, page.Heading));
        foreach (
            var words in (string[])
                [
                    "<strong>Web App</strong> asks to:",
                    "Recognise you when you come back",
                    "See your e-mail address",
                    "See your phone number",
                    "Keep this access while you are away",
                    "Invoices API",
                    "<strong>app.example.com</strong>",
                    "href=\"https://app.example.com/\" target=\"_blank\" rel=\"noopener noreferrer\"",
                    email,
                ]
        )
        {
            Assert.Contains(words, page.Body, StringComparison.Ordinal);
        }
        Assert.Single(page.Body.Split("Allowed before").Skip(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_yes_is_remembered_if_the_person_says_so_and_holds_for_this_request_in_any_case(bool remember)
    {
        using var visitor = new Visitor(host.Server);
        var (email, errand) = await AskAsync(visitor);
        var id = await errand.IdOfAsync(email);

        var done = await DecideAsync(errand, id, "allow", remember);

        Assert.Equal(errand.Resume, done.Location);
        Assert.Equal(id, (await errand.ProgressAsync())!.ConsentedBy);
        var remembered = await Ledger.FindAsync(id, errand.Client.Id, Ct);
        Assert.Equal(remember ? ["openid", "email"] : null, remembered);
        // Going back finds nothing more to say.
        Assert.Equal(errand.Resume, (await visitor.GetAsync(errand.On("/consent"))).Location);
    }

    [Theory, Spec("OpenID Connect Core §3.1.2.1"), Spec("OpenID Connect Core §3.1.2.4"), Spec("RFC 6749 §10.12")]
    [InlineData("cancel")]
    [InlineData("Allow")]
    [InlineData("")]
    public async Task Anything_but_a_yes_is_a_no(string decision)
    {
        using var visitor = new Visitor(host.Server);
        var (email, errand) = await AskAsync(visitor);
        var id = await errand.IdOfAsync(email);

        var done = await DecideAsync(errand, id, decision, remember: true);

        Assert.Equal(errand.Resume, done.Location);
        var progress = await errand.ProgressAsync();
        Assert.NotNull(progress!.RefusedAt);
        Assert.Null(progress.ConsentedBy);
        Assert.Null(await Ledger.FindAsync(id, errand.Client.Id, Ct));
    }

    [Fact, Spec("OpenID Connect Core §11")]
    public async Task Access_without_the_person_is_asked_for_like_any_other_and_remembered()
    {
        var app = await App.RegisterAsync(host.Server, asked => asked with { IsFirstParty = false });
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await visitor.TravelAsync(app, email);

        // Remembered: openid alone.
        var silent = await visitor.TravelAsync(app, email, ("scope", Offline), ("prompt", "none"));
        var page = await visitor.GetAsync((await visitor.GetAsync(app.Address(("scope", Offline)))).Location!);
        var without = await app.RedeemAsync((await visitor.TravelAsync(app, email))["code"]!);
        var allowed = await app.RedeemAsync((await visitor.TravelAsync(app, email, ("scope", Offline)))["code"]!);

        Assert.Equal("consent_required", silent["error"]);
        Assert.Contains("Keep this access while you are away", page.Body, StringComparison.Ordinal);
        await visitor.SubmitAsync("/signout");
        (await RefreshAsync(without)).ShouldRefuse("invalid_grant");
        (await RefreshAsync(allowed)).ShouldSucceed();

        Task<TestAnswer> RefreshAsync(TestAnswer tokens) =>
            host.Server.TokenAsync(app.Client, Scene.RefreshForm(tokens.Issued("refresh_token")));
    }

    [Fact]
    public async Task Who_signed_in_meanwhile_in_another_tab_was_not_asked()
    {
        using var visitor = new Visitor(host.Server);
        var (first, errand) = await AskAsync(visitor);
        var form = (await visitor.GetAsync(errand.On("/consent"))).Token!;
        var second = await host.Server.AddUserAsync();
        await visitor.SubmitAsync(
            $"{errand.On("/signin")}&another=true",
            ("email", second),
            ("password", TestClients.Password)
        );

        var done = await visitor.PostAsync(
            errand.On("/consent"),
            ("account", (await errand.IdOfAsync(first)).ToString()),
            ("answer", "allow"),
            ("remember", "true"),
            ("form", form)
        );

        Assert.Equal(errand.Resume, done.Location);
        Assert.Null((await errand.ProgressAsync())!.ConsentedBy);
        foreach (var email in (string[])[first, second])
            Assert.Null(await Ledger.FindAsync(await errand.IdOfAsync(email), errand.Client.Id, Ct));
    }

    [Fact]
    public async Task Nobody_answers_for_a_person_who_has_signed_out()
    {
        using var visitor = new Visitor(host.Server);
        var (email, errand) = await AskAsync(visitor);
        var form = (await visitor.GetAsync(errand.On("/consent"))).Token!;
        await visitor.SubmitAsync("/signout");

        var done = await visitor.PostAsync(
            errand.On("/consent"),
            ("account", (await errand.IdOfAsync(email)).ToString()),
            ("answer", "allow"),
            ("form", form)
        );

        Assert.Equal(errand.Resume, done.Location);
        Assert.Null((await errand.ProgressAsync())!.ConsentedBy);
        Assert.Equal(errand.Resume, (await visitor.GetAsync(errand.On("/consent"))).Location);
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1")]
    public async Task An_account_is_chosen_by_its_button_and_by_nobody_else()
    {
        using var visitor = new Visitor(host.Server);
        var (email, errand) = await AskAsync(visitor, asked => asked with { Prompts = Prompts.SelectAccount });
        var other = await errand.IdOfAsync(await host.Server.AddUserAsync());

        var page = await visitor.GetAsync(errand.On("/select-account"));
        Assert.Equal("Choose an account", page.Heading);
        Assert.Contains(email, page.Body, StringComparison.Ordinal);
        foreach (var wrong in (string[])[other.ToString(), "x", ""])
        {
            await visitor.SubmitAsync(errand.On("/select-account"), ("account", wrong));
            Assert.Null((await errand.ProgressAsync())!.AccountChosenAt);
        }
        var done = await visitor.SubmitAsync(
            errand.On("/select-account"),
            ("account", (await errand.IdOfAsync(email)).ToString())
        );

        Assert.Equal(errand.Resume, done.Location);
        Assert.NotNull((await errand.ProgressAsync())!.AccountChosenAt);
        Assert.Equal(errand.Resume, (await visitor.GetAsync(errand.On("/select-account"))).Location);
    }

    [Fact]
    public async Task Another_account_is_chosen_by_signing_in_to_it()
    {
        using var visitor = new Visitor(host.Server);
        var (_, errand) = await AskAsync(visitor, asked => asked with { Prompts = Prompts.SelectAccount });
        var other = await host.Server.AddUserAsync();
        var another = $"{errand.On("/signin")}&another=true";

        Assert.Equal(errand.Resume, (await visitor.GetAsync(errand.On("/signin"))).Location);
        Assert.Equal("Sign in", (await visitor.GetAsync(another)).Heading);
        Assert.Equal("Create an account", (await visitor.GetAsync($"{errand.On("/register")}&another=true")).Heading);
        var done = await visitor.SubmitAsync(another, ("email", other), ("password", TestClients.Password));

        Assert.Equal(errand.Resume, done.Location);
        Assert.Equal("Allow access?", (await visitor.GetAsync(errand.On("/consent"))).Heading);
    }

    private static async Task<Visit> DecideAsync(Errand errand, Guid account, string decision, bool remember)
    {
        (string, string)[] form = [("account", account.ToString()), ("answer", decision)];
        return await errand.Visitor.SubmitAsync(
            errand.On("/consent"),
            remember ? [.. form, ("remember", "true")] : form
        );
    }

    private async Task<(string Email, Errand Errand)> AskAsync(
        Visitor visitor,
        Func<AuthorizationRequest, AuthorizationRequest>? with = null
    )
    {
        var email = await host.Server.AddUserAsync();
        await visitor.SignInAsync(email);
        return (email, await Errand.BeginAsync(host.Server, visitor, with));
    }
}
