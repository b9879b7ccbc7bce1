using Identity.Server.Pages.Visits;
using Identity.Server.Sessions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.SpecTests.Pages;

public sealed class SignInTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact]
    public async Task A_person_signs_in_and_out()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();

        Assert.Equal("/account", (await visitor.SignInAsync(email)).Location);
        Assert.Equal("Test Person", (await visitor.GetAsync("/account")).Heading);
        Assert.Equal("/account", (await visitor.GetAsync("/signin")).Location);
        Assert.Equal("Sign out?", (await visitor.GetAsync("/signout")).Heading);
        Assert.Equal("/signed-out", (await visitor.SubmitAsync("/signout")).Location);
        Assert.Equal("/signin", (await visitor.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task Where_one_wanted_to_go_is_where_one_ends()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        var first = await visitor.GetAsync("/account/sessions");

        Assert.Equal("/signin?to=sessions", first.Location);
        var then = await visitor.SubmitAsync(first.Location!, ("email", email), ("password", TestClients.Password));

        Assert.Equal("/account/sessions", then.Location);
    }

    [Fact]
    public async Task Every_way_of_being_wrong_looks_the_same()
    {
        var email = await host.Server.AddUserAsync();
        var seen = new HashSet<string>();
        foreach (
            var (who, password) in ((string, string)[])
                [(email, "wrong"), ("nobody@example.com", "wrong"), ("no address", "wrong")]
        )
        {
            using var visitor = new Visitor(host.Server);
            var visit = await visitor.SignInAsync(who, password);
            seen.Add($"{visit.Status} {visit.Comparable.Replace(who, "", StringComparison.Ordinal)}");
        }

        Assert.StartsWith("422 ", Assert.Single(seen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_lacks_something_says_what_and_where()
    {
        using var visitor = new Visitor(host.Server);

        var visit = await visitor.SubmitAsync("/signin", ("email", "a@example.com"));

        Assert.Equal(422, visit.Status);
        Assert.Contains("""<a href="#password">Enter your password.</a>""", visit.Body, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"password-problem\"", visit.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"a@example.com\"", visit.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_person_is_told_after_the_right_password_only()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await host.Server.SuspendAsync(email, "Please write to us <now>.");

        var wrong = await visitor.SignInAsync(email, "wrong");
        var right = await visitor.SignInAsync(email);

        Assert.DoesNotContain("suspended", wrong.Body, StringComparison.Ordinal);
        Assert.Equal(403, right.Status);
        Assert.Contains("This account is suspended.", right.Body, StringComparison.Ordinal);
        Assert.Contains("Please write to us &lt;now&gt;.", right.Body, StringComparison.Ordinal);
        Assert.Null(visitor["identity"]);
    }

    [Fact]
    public async Task An_address_that_is_not_confirmed_yet_can_have_its_letter_again()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync(asked => asked with { IsVerified = false });

        var visit = await visitor.SignInAsync(email);

        Assert.Equal("/verify-email/resend", visit.Location);
        Assert.Contains($"value=\"{email}\"", (await visitor.GetAsync(visit.Location!)).Body, StringComparison.Ordinal);
        Assert.Null(visitor["identity"]);
    }

    [Fact, Spec("RFC 6585 §4")]
    public async Task Too_many_attempts_are_answered_with_how_long_to_wait()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        Visit visit;
        var attempts = 0;
        do
        {
            visit = await visitor.SignInAsync(email, "wrong");
        } while (visit.Status == 422 && attempts++ < 20);

        Assert.Equal(429, visit.Status);
        Assert.NotNull(visit.Response.Headers.RetryAfter?.Delta);
        Assert.Contains("There were too many attempts.", visit.Body, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6750 §5.2"), Spec("RFC 6750 §5.3")]
    public async Task Cookies_are_for_this_server_alone()
    {
        using var visitor = new Visitor(host.Server);
        var page = await visitor.GetAsync("/signin");
        var visit = await visitor.PostAsync(
            "/signin",
            ("email", await host.Server.AddUserAsync()),
            ("password", TestClients.Password),
            ("form", page.Token!)
        );

        string[] cookies = [.. Cookies(page), .. Cookies(visit)];

        Assert.Equal(
            ["browser-state", "device", "form", "identity"],
            cookies.Select(cookie => cookie.Split('=')[0]).Order(StringComparer.Ordinal)
        );
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.Contains("path=/;", cookie, StringComparison.Ordinal);
                Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
                // The one that a script of ours is to read, and that opens nothing.
                var isForScript = cookie.StartsWith("browser-state=", StringComparison.Ordinal);
                Assert.Equal(!isForScript, cookie.Contains("httponly", StringComparison.Ordinal));
                Assert.DoesNotContain("domain", cookie, StringComparison.Ordinal);
            }
        );
    }

    [Fact, Spec("RFC 9700 §2.1"), Spec("RFC 9700 §4.12")]
    public async Task A_password_is_not_sent_on()
    {
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);
        var asked = await visitor.GetAsync(app.Address());

        var signedIn = await visitor.SubmitAsync(
            asked.Location!,
            ("email", await host.Server.AddUserAsync()),
            ("password", TestClients.Password)
        );
        var answered = await visitor.GetAsync(signedIn.Location!);

        // The form ends here, and what leads on to the app is the answer to another request.
        Assert.Contains(signedIn.Status, (int[])[302, 303]);
        Assert.StartsWith("/connect/authorize/resume?request=ar_", signedIn.Location, StringComparison.Ordinal);
        Assert.Equal(303, answered.Status);
        Assert.NotNull(Journey.Answer(answered, app)!["code"]);
    }

    [Fact]
    public async Task Behind_https_they_are_bound_to_it()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await TestServer.StartAsync(
            host.ConnectionString,
            ct,
            new Dictionary<string, string?> { ["Issuer"] = "https://id.example.com" }
        );
        using var visitor = new Visitor(server);

        var page = await visitor.GetAsync("/signin");

        Assert.Equal(200, page.Status);
        var cookie = Assert.Single(Cookies(page));
        Assert.StartsWith("__Host-form=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Session Management §3.2")]
    public async Task Behind_https_the_one_for_a_script_is_sent_in_frames_of_other_sites()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await TestServer.StartAsync(
            host.ConnectionString,
            ct,
            new Dictionary<string, string?> { ["Issuer"] = "https://id.example.com" }
        );
        var cookies = server.Get<PageCookies>();
        var person = await server.Get<People>().FindActiveAsync(await server.AddUserAsync(), ct);
        var started = await server.Get<BrowserSessions>().StartAsync(person!, "Firefox", ["pwd"], ct);
        var http = new DefaultHttpContext();

        cookies.KeepSession(http.Response, started);

        string[] kept = [.. http.Response.Headers.SetCookie.OfType<string>()];
        Assert.Contains(kept, one => Is(one, "__Host-identity=", "samesite=lax; httponly"));
        Assert.Contains(kept, one => Is(one, "__Host-browser-state=", "samesite=none"));
        Assert.All(kept, one => Assert.Contains("; secure;", one, StringComparison.Ordinal));
    }

    private static bool Is(string cookie, string name, string end) =>
        cookie.StartsWith(name, StringComparison.Ordinal) && cookie.EndsWith(end, StringComparison.Ordinal);

    private static IEnumerable<string> Cookies(Visit visit) =>
        visit.Response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [];
}
