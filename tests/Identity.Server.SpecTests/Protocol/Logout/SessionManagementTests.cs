using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>An app can tell from what it was given, and what our page in its frame reads, that somebody else is signed in.</summary>
public sealed partial class SessionManagementTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Iframe = "/connect/checksession";

    [Fact, Spec("OpenID Connect Session Management §2")]
    public async Task The_answer_says_what_the_browser_can_be_asked_for()
    {
        using var visitor = new Visitor(host.Server);
        var (app, email) = (await App.RegisterAsync(host.Server), await host.Server.AddUserAsync());
        await visitor.SignInAsync(email);

        var one = (await visitor.TravelAsync(app, email))["session_state"]!;
        var other = (await visitor.TravelAsync(app, email))["session_state"]!;

        Assert.True(IsOf(one, app, visitor["browser-state"]!));
        Assert.True(IsOf(other, app, visitor["browser-state"]!));
        Assert.NotEqual(one, other);
        Assert.DoesNotContain(' ', one);
    }

    [Fact, Spec("OpenID Connect Session Management §2")]
    public async Task A_request_that_is_no_openid_request_gets_none()
    {
        using var visitor = new Visitor(host.Server);
        var (app, email) = (await App.RegisterAsync(host.Server), await host.Server.AddUserAsync());
        await visitor.SignInAsync(email);

        var answer = await visitor.TravelAsync(app, email, ("scope", "profile"), ("nonce", null));

        Assert.NotNull(answer["code"]);
        Assert.Null(answer["session_state"]);
    }

    [Fact, Spec("OpenID Connect Session Management §3.2")]
    public async Task What_the_browser_holds_is_another_for_each_session_and_gone_after_it()
    {
        using var visitor = new Visitor(host.Server);
        var (one, other) = (await host.Server.AddUserAsync(), await host.Server.AddUserAsync());
        Assert.Null(visitor["browser-state"]);

        await visitor.SignInAsync(one);
        var first = visitor["browser-state"];
        await visitor.SubmitAsync("/signout");
        Assert.Null(visitor["browser-state"]);
        await visitor.SignInAsync(one);
        var again = visitor["browser-state"];
        var page = await visitor.GetAsync("/forgot-password");
        await visitor.PostAsync("/signin", ("email", other), ("password", TestClients.Password), ("form", page.Token!));

        Assert.Equal(3, new[] { first, again, visitor["browser-state"] }.OfType<string>().Distinct().Count());
    }

    [Fact, Spec("OpenID Connect Session Management §3.2")]
    public async Task Who_only_signs_in_once_more_is_the_same_to_apps()
    {
        using var visitor = new Visitor(host.Server);
        var email = await host.Server.AddUserAsync();
        await visitor.SignInAsync(email);
        var (before, handle) = (visitor["browser-state"], visitor["identity"]);
        var page = await visitor.GetAsync("/forgot-password");

        await visitor.PostAsync("/signin", ("email", email), ("password", TestClients.Password), ("form", page.Token!));

        Assert.Equal(before, visitor["browser-state"]);
        Assert.NotEqual(handle, visitor["identity"]);
    }

    [Fact]
    public async Task It_can_be_read_by_a_script_and_opens_nothing()
    {
        using var visitor = new Visitor(host.Server);
        var page = await visitor.GetAsync("/signin");
        var signedIn = await visitor.PostAsync(
            "/signin",
            ("email", await host.Server.AddUserAsync()),
            ("password", TestClients.Password),
            ("form", page.Token!)
        );

        var cookie = Assert.Single(
            signedIn.Response.Headers.GetValues("Set-Cookie"),
            one => one.StartsWith("browser-state=", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        using var thief = new Visitor(host.Server);
        thief.Plant("identity", visitor["browser-state"]!);
        thief.Plant("browser-state", visitor["browser-state"]!);
        Assert.Equal("/signin", (await thief.GetAsync("/account")).Location);
    }

    [Fact, Spec("OpenID Connect Session Management §3.2"), Spec("RFC 9700 §2.6")]
    public async Task The_page_may_be_framed_by_anybody_and_runs_its_one_script()
    {
        var page = await host.Server.GetAsync(Iframe);

        Assert.Equal(200, page.Status);
        Assert.False(page.Response.Headers.Contains("X-Frame-Options"));
        var policy = Assert.Single(page.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors *", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        var script = ScriptTag().Match(page.Body).Groups["script"].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"script-src 'sha256-{hash}';", policy, StringComparison.Ordinal);
    }

    [Fact, Spec("OpenID Connect Session Management §3.3"), Spec("OpenID Connect RP-Initiated Logout §2.1")]
    [Spec("OpenID Connect Front-Channel Logout §3"), Spec("OpenID Connect Back-Channel Logout §2.1")]
    public async Task Discovery_says_all_that_there_is_about_signing_out()
    {
        var json = (await host.Server.GetAsync("/.well-known/openid-configuration")).Json;

        Assert.Equal($"{host.Server.Issuer}/connect/endsession", json.GetProperty("end_session_endpoint").GetString());
        Assert.Equal($"{host.Server.Issuer}{Iframe}", json.GetProperty("check_session_iframe").GetString());
        foreach (var channel in (string[])["frontchannel", "backchannel"])
        {
            Assert.True(json.GetProperty($"{channel}_logout_supported").GetBoolean());
            Assert.True(json.GetProperty($"{channel}_logout_session_supported").GetBoolean());
        }
    }

    // As the specification computes it, once more.
    private static bool IsOf(string sessionState, App app, string browserState)
    {
        var parts = sessionState.Split('.');
        var origin = new Uri(app.RedirectUri).GetLeftPart(UriPartial.Authority);
        var text = $"{app.Client.Id} {origin} {browserState} {parts[1]}";
        return parts.Length == 2 && parts[0] == Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [GeneratedRegex("<script>(?<script>.*)</script>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex ScriptTag();
}
