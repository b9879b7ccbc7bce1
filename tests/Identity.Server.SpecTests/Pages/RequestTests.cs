using System.Net;
using Identity.Server.Interactions;
using Identity.Server.Sessions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users.SingleUse;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>Sign-in and registration on behalf of an app that asked for it.</summary>
public sealed class RequestTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 6749 §3.1")]
    public async Task A_sign_in_says_what_for_and_leads_on()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor);

        var page = await visitor.GetAsync(errand.On("/signin"));
        Assert.Equal((200, "Sign in"), (page.Status, page.Heading));
        Assert.Contains("to continue to <strong>Web App</strong>", page.Body, StringComparison.Ordinal);
        var wrong = await errand.SignInAsync("nobody@example.com");
        Assert.Equal(422, wrong.Status);
        Assert.Contains("to continue to <strong>Web App</strong>", wrong.Body, StringComparison.Ordinal);
        var done = await errand.SignInAsync(await host.Server.AddUserAsync());

        Assert.Equal(errand.Resume, done.Location);
        Assert.NotNull(visitor["identity"]);
    }

    [Fact]
    public async Task Who_is_signed_in_already_is_led_on()
    {
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(await host.Server.AddUserAsync());
        var errand = await Errand.BeginAsync(host.Server, visitor);

        foreach (var page in (string[])["/signin", "/register", "/select-account"])
            Assert.Equal(errand.Resume, (await visitor.GetAsync(errand.On(page))).Location);
        Assert.Equal("Allow access?", (await visitor.GetAsync(errand.On("/consent"))).Heading);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, 0)]
    [Spec("OpenID Connect Core §3.1.2.1")]
    public async Task An_app_that_wants_to_be_sure_has_the_same_person_asked_once_more(bool byPrompt, int? maxAge)
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await visitor.SignInAsync(email);
        var before = visitor["identity"]!;
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            asked => asked with { Prompts = byPrompt ? Prompts.Login : Prompts.Unspecified, MaxAge = maxAge }
        );
        var session = await host.Server.Get<BrowserSessions>().FindAsync(before, Ct);

        var page = await visitor.GetAsync(errand.On("/signin"));
        Assert.Equal("Confirm that it is you", page.Heading);
        Assert.Contains($"value=\"{email}\"", page.Body, StringComparison.Ordinal);
        Assert.Contains("readonly", page.Body, StringComparison.Ordinal);
        var done = await errand.SignInAsync(email);

        Assert.Equal(errand.Resume, done.Location);
        Assert.NotEqual(before, visitor["identity"]);
        var after = await host.Server.Get<BrowserSessions>().FindAsync(visitor["identity"]!, Ct);
        Assert.Equal(session!.Id, after!.Id);
        Assert.True(after.AuthTime > session.AuthTime);
        Assert.Null(await host.Server.Get<BrowserSessions>().FindAsync(before, Ct));
        // Who has just shown it is not asked again.
        Assert.Equal(errand.Resume, (await visitor.GetAsync(errand.On("/signin"))).Location);
    }

    [Fact]
    public async Task Instead_another_person_can_sign_in()
    {
        using var visitor = new Visitor(host.Server);
        var (first, second) = (await host.Server.AddUserAsync(), await host.Server.AddUserAsync());
        await visitor.SignInAsync(first);
        var before = visitor["identity"]!;
        var errand = await Errand.BeginAsync(host.Server, visitor, asked => asked with { Prompts = Prompts.Login });
        var another = $"{errand.On("/signin")}&another=true";
        Assert.Contains(
            WebUtility.HtmlEncode(another),
            (await visitor.GetAsync(errand.On("/signin"))).Body,
            StringComparison.Ordinal
        );

        var page = await visitor.GetAsync(another);
        Assert.Equal("Sign in", page.Heading);
        Assert.DoesNotContain(first, page.Body, StringComparison.Ordinal);
        var done = await visitor.SubmitAsync(another, ("email", second), ("password", TestClients.Password));

        Assert.Equal(errand.Resume, done.Location);
        Assert.Null(await host.Server.Get<BrowserSessions>().FindAsync(before, Ct));
        Assert.Contains(second, (await visitor.GetAsync("/account")).Body, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.2")]
    public async Task An_app_that_expects_somebody_else_has_nobody_confirmed()
    {
        using var visitor = new Visitor(host.Server);
        var (here, expected) = (await host.Server.AddUserAsync(), await host.Server.AddUserAsync());
        await visitor.SignInAsync(here);
        var begun = await Errand.BeginAsync(host.Server, visitor);
        var subject = await begun.IdOfAsync(expected);
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            begun.Client,
            asked => asked with { Subject = subject, LoginHint = expected }
        );

        var page = await visitor.GetAsync(errand.On("/signin"));

        Assert.Equal("Sign in", page.Heading);
        Assert.Contains($"value=\"{expected}\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(here, page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("USER@EXAMPLE.COM", true)]
    [InlineData("somebody.else@example.com", false)]
    [InlineData("+48 123 456 789", true)]
    public async Task Nor_one_that_means_another_address(string hint, bool isConfirmed)
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await visitor.SignInAsync(email);
        var meant = hint.Replace("USER@EXAMPLE.COM", email.ToUpperInvariant(), StringComparison.Ordinal);
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            asked => asked with { Prompts = Prompts.Login, LoginHint = meant }
        );

        var page = await visitor.GetAsync(errand.On("/signin"));

        Assert.Equal(isConfirmed ? "Confirm that it is you" : "Sign in", page.Heading);
        Assert.Equal(isConfirmed, page.Body.Contains($"value=\"{email}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData("\"><script>alert(1)</script>", false)]
    [InlineData("+48 123 456 789", false)]
    [Spec("OpenID Connect Core §3.1.2.1")]
    public async Task A_hint_that_is_an_address_stands_in_the_field(string hint, bool isShown)
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor, asked => asked with { LoginHint = hint });

        foreach (var path in (string[])["/signin", "/register", "/forgot-password"])
        {
            var page = await visitor.GetAsync(errand.On(path));

            Assert.Equal(isShown, page.Body.Contains($"value=\"{hint}\"", StringComparison.Ordinal));
            Assert.DoesNotContain("<script>alert", page.Body, StringComparison.Ordinal);
        }
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1")]
    public async Task The_app_chooses_the_language_until_the_person_does()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor, asked => asked with { UiLocales = "fr de-AT" });

        Assert.Equal("Anmelden", (await visitor.GetAsync(errand.On("/signin"))).Heading);
        Assert.Equal("Sign in", (await visitor.GetAsync("/signin")).Heading);
        Assert.Equal("Zaloguj się", (await visitor.GetAsync($"{errand.On("/signin")}&ui_locales=pl")).Heading);
        Assert.Equal("Zaloguj się", (await visitor.GetAsync(errand.On("/signin"))).Heading);
    }

    [Fact]
    public async Task The_request_goes_along_wherever_the_pages_lead()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor);
        var email = $"{TestClients.Unique("new")}@example.com";

        await ShouldLinkAsync(errand, "/signin", "/register", "/forgot-password");
        await ShouldLinkAsync(errand, "/register", "/signin");
        await ShouldLinkAsync(errand, "/forgot-password", "/signin");
        var page = await visitor.GetAsync(errand.On("/signin"));
        Assert.Contains(
            $"href=\"{WebUtility.HtmlEncode($"{errand.On("/signin")}&ui_locales=pl")}\"",
            page.Body,
            StringComparison.Ordinal
        );
        var weak = await visitor.SubmitAsync(errand.On("/register"), ("email", email), ("password", "12345678"));
        // Without an action, a browser sends the form to the address that the page has.
        Assert.Contains("<form method=\"post\" novalidate>", weak.Body, StringComparison.Ordinal);

        var registered = await visitor.SubmitAsync(
            errand.On("/register"),
            ("email", email),
            ("password", TestClients.Password)
        );
        Assert.Equal(errand.On("/register/sent"), registered.Location);
        await ShouldLinkAsync(errand, "/register/sent", "/verify-email/resend", "/signin");
        Assert.Equal(errand.On("/verify-email/resend"), (await errand.SignInAsync(email)).Location);
        var again = await visitor.SubmitAsync(errand.On("/verify-email/resend"), ("email", email));
        Assert.Equal(errand.On("/verify-email/sent"), again.Location);
        await ShouldLinkAsync(errand, "/verify-email/sent", "/verify-email/resend", "/signin");
        var forgot = await visitor.SubmitAsync(errand.On("/forgot-password"), ("email", email));
        Assert.Equal(errand.On("/forgot-password/sent"), forgot.Location);
        await ShouldLinkAsync(errand, "/forgot-password/sent", "/forgot-password", "/signin");
    }

    [Fact]
    public async Task A_letter_that_is_opened_in_the_same_browser_leads_back_to_the_app()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor);
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });
        await visitor.SubmitAsync(errand.On("/verify-email/resend"), ("email", email));

        var verify = await host.Server.LinkTokenAsync(SingleUsePurpose.EmailVerification, email);
        var verified = await visitor.SubmitAsync($"/verify-email?token={verify}");
        await ShouldLeadAsync(verified.Location!, errand.On("/signin"));
        var reset = await host.Server.LinkTokenAsync(SingleUsePurpose.PasswordReset, email);
        var done = await visitor.SubmitAsync(
            $"/reset-password?token={reset}",
            ("password", "seven green lanterns hum")
        );
        await ShouldLeadAsync(done.Location!, errand.On("/signin"));

        await errand.AnswerAsync();
        await ShouldLeadAsync(verified.Location!, "/signin");
        await ShouldLeadAsync(done.Location!, "/signin");

        async Task ShouldLeadAsync(string page, string next) =>
            Assert.Contains(
                $"<a class=\"button\" href=\"{next}\">",
                (await visitor.GetAsync(page)).Body,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task A_form_that_was_left_open_for_too_long_is_shown_anew_and_nothing_is_done()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor);
        var email = await host.Server.AddUserAsync();

        var stale = await visitor.PostAsync(
            errand.On("/signin"),
            ("email", email),
            ("password", TestClients.Password),
            ("form", "of a ring that is gone")
        );

        Assert.Equal($"{errand.On("/signin")}&stale=true", stale.Location);
        Assert.Null(visitor["identity"]);
        var page = await visitor.GetAsync(stale.Location!);
        Assert.Contains("This page was open for a while.", page.Body, StringComparison.Ordinal);
        var done = await visitor.SubmitAsync(stale.Location!, ("email", email), ("password", TestClients.Password));
        Assert.Equal(errand.Resume, done.Location);
    }

    [Fact]
    public async Task What_an_app_calls_itself_and_where_its_picture_is_cannot_do_anything()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            client: asked =>
                asked with
                {
                    Name = "<script>alert(1)</script>",
                    Metadata = new() { LogoUri = "https://pictures.example.com:8443/a.png?\"><script>" },
                }
        );
        var plain = await Errand.BeginAsync(
            host.Server,
            visitor,
            client: asked => asked with { Metadata = new() { LogoUri = "http://pictures.example.com/a.png" } }
        );

        var page = await visitor.GetAsync(plain.On("/signin"));
        Assert.Contains("<span class=\"app\" aria-hidden=\"true\">W</span>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("pictures.example.com", page.Body + Policy(page), StringComparison.Ordinal);
        Assert.Contains("img-src 'self';", Policy(page), StringComparison.Ordinal);
        using var other = new Visitor(host.Server);
        var hostile = await Errand.BeginAsync(host.Server, other, errand.Client);
        page = await other.GetAsync(hostile.On("/signin"));
        Assert.DoesNotContain("<script>", page.Body, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page.Body, StringComparison.Ordinal);
        Assert.Contains("img-src 'self' https://pictures.example.com:8443;", Policy(page), StringComparison.Ordinal);
        Assert.Contains("referrerpolicy=\"no-referrer\"", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example.com/callback?a=b", "https:")]
    [InlineData("http://127.0.0.1:49152/cb", "http:")]
    [InlineData("http://[::1]:49152/cb", "http:")]
    [InlineData("com.example.app:/cb", "com.example.app:")]
    public async Task A_form_may_end_at_the_app_and_only_on_behalf_of_one(string redirectUri, string source)
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            asked => asked with { RedirectUri = redirectUri },
            app => app with { RedirectUris = [redirectUri] }
        );

        Assert.Contains(
            $"form-action 'self' {source}; frame-ancestors 'none'; base-uri 'none'",
            Policy(await visitor.GetAsync(errand.On("/signin"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "form-action 'self'; frame-ancestors",
            Policy(await visitor.GetAsync("/signin")),
            StringComparison.Ordinal
        );
    }

    private static string Policy(Visit visit) => visit.Response.Headers.GetValues("Content-Security-Policy").Single();

    private static async Task ShouldLinkAsync(Errand errand, string page, params string[] others)
    {
        var visit = await errand.Visitor.GetAsync(errand.On(page));
        Assert.Equal(200, visit.Status);
        foreach (var other in others)
            Assert.Contains($"href=\"{errand.On(other)}\"", visit.Body, StringComparison.Ordinal);
    }
}
