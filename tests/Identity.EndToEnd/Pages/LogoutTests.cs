using System.Diagnostics;
using Identity.EndToEnd.Browser;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace Identity.EndToEnd.Pages;

/// <summary>Signing out of apps in a real browser: with frames and scripts, without scripts, and in every language.</summary>
public sealed class LogoutTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("OpenID Connect Front-Channel Logout §3"), Spec("OpenID Connect RP-Initiated Logout §3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_browser_loads_every_app_and_goes_back_to_the_one_that_asked(bool javaScript)
    {
        await using var asking = await RelyingParty.StartAsync(host.Server, "Asking App");
        await using var other = await RelyingParty.StartAsync(host.Server, "Other App");
        await using var person = await SignedInAsync(javaScript);
        var (idToken, _) = await EnterAsync(person, asking);
        await EnterAsync(person, other);
        var started = Stopwatch.GetTimestamp();

        await person.Page.GotoAsync(asking.SignOutAddress(host.Server, idToken));
        await person.Page.ArrivesAsync($"{asking.Address}/after?state=s");

        Assert.Contains("sid=", Assert.Single(asking.LoggedOut), StringComparison.Ordinal);
        Assert.Contains("iss=", Assert.Single(other.LoggedOut), StringComparison.Ordinal);
        // With a script as soon as they are loaded; without one after a while.
        Assert.Equal(javaScript, Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        await person.Page.GotoAsync("/account");
        Assert.EndsWith("/signin", person.Page.Url, StringComparison.Ordinal);
        Assert.Empty(person.Complaints);
    }

    [Fact, Spec("OpenID Connect Front-Channel Logout §3")]
    public async Task An_app_that_hangs_is_not_waited_for()
    {
        await using var asking = await RelyingParty.StartAsync(host.Server, "Asking App");
        await using var hanging = await RelyingParty.StartAsync(host.Server, "Hanging App");
        var never = new TaskCompletionSource();
        hanging.BeforeLogout = () => never.Task;
        await using var person = await SignedInAsync(javaScript: true);
        var (idToken, _) = await EnterAsync(person, asking);
        await EnterAsync(person, hanging);
        var started = Stopwatch.GetTimestamp();

        await person.Page.GotoAsync(
            asking.SignOutAddress(host.Server, idToken),
            new() { WaitUntil = WaitUntilState.Commit }
        );
        await person.Page.ArrivesAsync($"{asking.Address}/after?state=s");

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(8));
        never.SetResult();
    }

    [Theory, Spec("OpenID Connect RP-Initiated Logout §2")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_who_is_asked_says_yes_and_comes_back_to_the_app(bool javaScript)
    {
        await using var asking = await RelyingParty.StartAsync(host.Server, "Asking App", listens: false);
        await using var person = await SignedInAsync(javaScript);
        await EnterAsync(person, asking);

        await person.Page.GotoAsync(asking.SignOutAddress(host.Server, idToken: null));
        await person.Page.ClickAsync("main button.button");
        await person.Page.ArrivesAsync($"{asking.Address}/after?state=s");

        // The policy of the page holds each redirect of its form: none was in the way.
        Assert.Empty(person.Complaints);
    }

    [Fact, Spec("OpenID Connect Session Management §3.1"), Spec("OpenID Connect Session Management §3.2")]
    public async Task An_app_sees_in_its_frame_that_the_session_is_another()
    {
        await using var app = await RelyingParty.StartAsync(host.Server, "Watching App", listens: false);
        await using var person = await SignedInAsync(javaScript: true);
        var (_, state) = await EnterAsync(person, app);
        var page = person.Page;
        await page.GotoAsync(app.MonitorAddress(state));

        Assert.Equal("unchanged", await AskAsync(page, "usual"));
        Assert.Equal("error", await AskAsync(page, "'no such thing'"));
        Assert.Equal("error", await AskAsync(page, "({})"));
        Assert.Equal("error", await AskAsync(page, "usual.replace('.', ' ')"));
        Assert.Equal("changed", await AskAsync(page, "usual.replace(/.$/, '')"));
        Assert.Equal("changed", await AskAsync(page, "'other' + usual"));

        var elsewhere = await page.Context.NewPageAsync();
        await elsewhere.GotoAsync("/signout");
        await elsewhere.ClickAsync("main button.button");
        await elsewhere.ArrivesAsync("**/signed-out**");
        Assert.Equal("changed", await AskAsync(page, "usual"));
        Assert.Empty(person.Complaints);
    }

    [Fact, Spec("OpenID Connect Session Management §3.2")]
    public async Task Who_is_not_the_framing_page_is_not_answered()
    {
        await using var app = await RelyingParty.StartAsync(host.Server, "Watching App", listens: false);
        await using var person = await SignedInAsync(javaScript: true);
        var (_, state) = await EnterAsync(person, app);
        var page = person.Page;
        await page.GotoAsync(app.MonitorAddress(state));

        // A frame of another origin on the same page, which knows all that the app knows.
        var answered = await page.EvaluateAsync<bool>(
            """
            () => new Promise((resolve) => {
              const spy = document.createElement("iframe");
              spy.sandbox = "allow-scripts";
              spy.srcdoc = `<script>
                addEventListener("message", () => parent.postMessage("spied", "*"));
                parent.frames[0].postMessage(${JSON.stringify(window.usual)}, "*");
              </script>`;
              addEventListener("message", (event) => event.data === "spied" && resolve(true));
              document.body.append(spy);
              setTimeout(() => resolve(false), 1500);
            })
            """
        );

        Assert.False(answered);
        Assert.Equal("unchanged", await AskAsync(page, "usual"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    [InlineData("de")]
    [InlineData("es")]
    public async Task The_pages_of_a_logout_are_looked_at(string language)
    {
        await using var asking = await RelyingParty.StartAsync(host.Server, "Acme Books");
        await using var deaf = await RelyingParty.StartAsync(host.Server, "Old Intranet", listens: false);
        await using var person = await SignedInAsync(javaScript: true);
        var (idToken, _) = await EnterAsync(person, asking);
        await EnterAsync(person, deaf);
        var page = person.Page;

        await page.GotoAsync($"{asking.SignOutAddress(host.Server, idToken: null)}&ui_locales={language}");
        await page.InspectAsync($"signout-asked-{language}");
        await page.GotoAsync($"{asking.SignOutAddress(host.Server, idToken, returns: false)}&ui_locales={language}");
        await page.InspectAsync($"signed-out-apps-{language}");
    }

    private static Task<string> AskAsync(IPage page, string message) =>
        page.EvaluateAsync<string>($"() => ask({message})");

    /// <summary>Goes into an app, and answers with its ID token and what it was told of the session.</summary>
    private async Task<(string IdToken, string SessionState)> EnterAsync(Person person, RelyingParty app)
    {
        await person.Page.GotoAsync(app.SignInAddress(host.Server));
        await person.Page.ArrivesAsync($"{app.Address}/callback**");
        var answer = QueryHelpers.ParseQuery(new Uri(person.Page.Url).Query);
        return (await app.IdTokenAsync(host.Server, answer["code"]!), answer["session_state"]!);
    }

    private async Task<Person> SignedInAsync(bool javaScript)
    {
        var email = await host.Server.AddUserAsync();
        var person = await Person.AtAsync(chromium, host.Server.Issuer, javaScript);
        await person.Page.GotoAsync("/signin");
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", TestClients.Password);
        await person.Page.ClickAsync("main .button");
        await person.Page.ArrivesAsync("**/account");
        return person;
    }
}
