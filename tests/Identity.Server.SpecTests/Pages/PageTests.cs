using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>What holds for every page: the policy it comes with, its weight, its languages, and who may reach it.</summary>
public sealed class PageTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Open =
    [
        "/signin",
        "/register",
        "/register/sent",
        "/verify-email/resend",
        "/verify-email/sent",
        "/verify-email/done",
        "/forgot-password",
        "/forgot-password/sent",
        "/reset-password/done",
        "/signed-out",
        "/account-deleted",
        "/account/email/sent",
    ];

    private static readonly string[] OfAccount =
    [
        "/account",
        "/account/profile",
        "/account/email",
        "/account/password",
        "/account/sessions",
        "/account/apps",
        "/account/data",
        "/account/delete",
    ];

    public static TheoryData<string> OpenPages() => new(Open);

    public static TheoryData<string> AccountPages() => new(OfAccount);

    [Theory]
    [MemberData(nameof(OpenPages))]
    public async Task An_open_page_is_whole_small_and_trusted_with_little(string path)
    {
        using var visitor = new Visitor(host.Server);

        ShouldBeAPage(await visitor.GetAsync(path));
    }

    [Theory]
    [MemberData(nameof(AccountPages))]
    public async Task A_page_of_the_account_is_too_once_its_owner_is_signed_in(string path)
    {
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(await host.Server.AddUserAsync());

        ShouldBeAPage(await visitor.GetAsync(path));
    }

    [Theory]
    [MemberData(nameof(AccountPages))]
    public async Task Nobody_else_reaches_it(string path)
    {
        using var visitor = new Visitor(host.Server);

        var visit = await visitor.GetAsync(path);

        Assert.Equal(302, visit.Status);
        Assert.StartsWith("/signin", visit.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl", "Zaloguj się")]
    [InlineData("de", "Anmelden")]
    [InlineData("es", "Iniciar sesión")]
    [InlineData("en", "Sign in")]
    [InlineData("fr pl-PL de", "Zaloguj się")]
    [Spec("OpenID Connect Core §3.1.2.1")]
    public async Task A_page_is_in_the_language_that_was_asked_for_and_stays_in_it(string locales, string heading)
    {
        using var visitor = new Visitor(host.Server);

        Assert.Equal(heading, (await visitor.GetAsync($"/signin?ui_locales={Uri.EscapeDataString(locales)}")).Heading);
        Assert.Equal(heading, (await visitor.GetAsync("/signin")).Heading);
    }

    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.5", "Anmelden")]
    [InlineData("fr,es;q=0.2,pl;q=0.8", "Zaloguj się")]
    [InlineData("pl;q=0,en", "Sign in")]
    [InlineData("fr", "Sign in")]
    [InlineData("", "Sign in")]
    [InlineData("*;;;q=x", "Sign in")]
    public async Task Or_in_the_one_that_the_browser_asks_for(string accept, string heading)
    {
        using var visitor = new Visitor(host.Server);

        var visit = await visitor.GetAsync(
            "/signin",
            request => request.Headers.TryAddWithoutValidation("Accept-Language", accept)
        );

        Assert.Equal(heading, visit.Heading);
    }

    [Fact]
    public async Task A_browser_is_shown_a_page_about_what_is_not_there_and_a_program_is_not()
    {
        using var visitor = new Visitor(host.Server);

        var page = await visitor.GetAsync("/nothing/here?token=secret");
        var answer = await host.Server.GetAsync("/nothing/here");

        Assert.Equal(404, page.Status);
        ShouldBeAPage(page, status: 404);
        Assert.Equal("There is nothing here", page.Heading);
        Assert.Contains("GET /nothing/here", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page.Body, StringComparison.Ordinal);
        answer.ShouldRefuse("invalid_request", 404);
    }

    [Fact]
    public async Task The_page_about_faults_is_nothing_by_itself()
    {
        using var visitor = new Visitor(host.Server);

        Assert.Equal("There is nothing here", (await visitor.GetAsync("/error")).Heading);
    }

    [Theory]
    [InlineData("/signin", "email=%00&password=x")]
    [InlineData("/register", "email=a%40example.com&password=correct+horse+battery&name=%00")]
    [InlineData("/register", "email=a%40example.com&password=correct+horse+battery&name=%ED%A0%80")]
    [InlineData("/register", "email=a%40example.com&password=correct+horse+battery&timeZone=%00%FF")]
    [InlineData("/forgot-password", "email=%FF%FE%40example.com")]
    public async Task What_is_no_text_breaks_nothing(string path, string form)
    {
        using var visitor = new Visitor(host.Server);
        var token = (await visitor.GetAsync(path)).Token!;

        var visit = await visitor.GetAsync(
            path,
            request =>
            {
                request.Method = HttpMethod.Post;
                request.Content = new StringContent($"{form}&form={Uri.EscapeDataString(token)}");
                request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
            }
        );

        Assert.True(visit.Status is 302 or 400 or 422, $"{visit.Status}");
    }

    [Fact]
    public async Task Files_beside_the_pages_may_be_kept_for_good()
    {
        using var visitor = new Visitor(host.Server);
        var page = await visitor.GetAsync("/signin");

        foreach (var start in (string[])["src=\"/assets/logo", "src=\"/assets/page.js"])
        {
            var at = page.Body.IndexOf(start, StringComparison.Ordinal) + "src=\"".Length;
            var file = await visitor.GetAsync(page.Body[at..page.Body.IndexOf('"', at)]);

            Assert.Equal(200, file.Status);
            Assert.Contains("immutable", file.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    private static void ShouldBeAPage(Visit visit, int status = 200)
    {
        Assert.Equal((status, "text/html"), (visit.Status, visit.Response.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(visit.Heading);
        Assert.InRange(visit.Body.Length, 1, 26_500);
        Assert.DoesNotContain(" style=", visit.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", visit.Body, StringComparison.OrdinalIgnoreCase);
        Assert.True(visit.Response.Headers.CacheControl?.NoStore);
        var policy = visit.Response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains(
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            policy,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", visit.Response.Headers.GetValues("X-Frame-Options").Single());
    }
}
