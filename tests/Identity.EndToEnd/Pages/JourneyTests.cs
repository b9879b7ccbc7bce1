using Identity.EndToEnd.Browser;
using Identity.Server.Mail.Transport;
using Identity.Tests;

namespace Identity.EndToEnd.Pages;

/// <summary>What people do here, from the first page to the last, in a real browser.</summary>
public sealed class JourneyTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    private const string Password = "seven green lanterns hum";
    private const string NewPassword = "nine slow rivers whisper";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_registers_confirms_signs_in_forgets_and_comes_back(bool javaScript)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer, javaScript);
        var page = person.Page;
        var email = $"{TestClients.Unique("ann")}@example.com";

        await page.GotoAsync("/register");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", Password);
        await page.FillAsync("#name", "Ann Example");
        await PressAsync(person, "Create account");
        await HeadingIsAsync(person, "Check your mail");
        Assert.Contains("a•••@example.com", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await OpenLetterAsync(person, email, "verify_email");
        await HeadingIsAsync(person, "Confirm your address");
        await PressAsync(person, "Confirm address");
        await HeadingIsAsync(person, "Your address is confirmed");
        await page.ClickAsync("main a.button");
        await SignInAsync(person, email, Password);
        await HeadingIsAsync(person, "Ann Example");
        await PressAsync(person, "Sign out");
        await HeadingIsAsync(person, "You are signed out");

        await page.GotoAsync("/signin");
        await page.ClickAsync("text=Forgot it?");
        await page.FillAsync("#email", email);
        await PressAsync(person, "Send reset link");
        await HeadingIsAsync(person, "Check your mail");
        await OpenLetterAsync(person, email, "reset_password");
        await HeadingIsAsync(person, "Choose a new password");
        await page.FillAsync("#password", NewPassword);
        await PressAsync(person, "Save new password");
        await HeadingIsAsync(person, "Your password is changed");
        await page.ClickAsync("main a.button");
        await SignInAsync(person, email, Password);
        await HeadingIsAsync(person, "Sign in");
        await SignInAsync(person, email, NewPassword);
        await HeadingIsAsync(person, "Ann Example");

        Assert.DoesNotContain(person.Complaints, text => !text.Contains("422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_javascript_a_password_can_be_shown_and_a_button_is_pressed_once()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var page = person.Page;
        await page.GotoAsync("/signin");
        await page.FillAsync("#password", "secret");

        await page.ClickAsync("text=Show");
        Assert.Equal("text", await page.GetAttributeAsync("#password", "type"));
        await page.ClickAsync("text=Hide");
        Assert.Equal("password", await page.GetAttributeAsync("#password", "type"));

        var posts = 0;
        page.Request += (_, request) => posts += request.Method == "POST" ? 1 : 0;
        await page.FillAsync("#email", "nobody@example.com");
        await page.EvaluateAsync("() => { const b = document.querySelector('main .button'); b.click(); b.click(); }");
        await page.WaitForSelectorAsync(".summary");
        Assert.Equal(1, posts);
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.classList.contains('summary')"));
    }

    [Fact]
    public async Task Without_javascript_the_summary_of_problems_has_the_focus_too()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer, javaScript: false);
        await person.Page.GotoAsync("/signin");
        await PressAsync(person, "Sign in");

        Assert.Equal(1, await person.Page.Locator(".summary:focus").CountAsync());
        Assert.Equal(0, await person.Page.Locator(".peek:visible").CountAsync());
    }

    [Fact]
    public async Task Nothing_moves_while_a_page_comes()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        foreach (var path in (string[])["/signin", "/register", "/forgot-password", "/nothing"])
        {
            await person.Page.GotoAsync(path);
            var moved = await person.Page.EvaluateAsync<string[]>(
                """
                () => new Promise(done => {
                  const moved = [];
                  const name = ({ node, previousRect, currentRect }) =>
                    `${node?.nodeName} from ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`;
                  new PerformanceObserver(list => list.getEntries().forEach(e => moved.push(...e.sources.map(name))))
                    .observe({ type: 'layout-shift', buffered: true });
                  setTimeout(() => done(moved), 200);
                })
                """
            );
            Assert.Empty(moved);
        }
    }

    [Fact]
    public async Task Nothing_is_painted_before_all_of_a_page_is_there()
    {
        var text = await host.Server.Http.GetStringAsync(new Uri("/signin", UriKind.Relative), Ct);

        // An element counts as there as soon as it begins.
        var end = text.IndexOf("id=\"end\"", StringComparison.Ordinal);
        Assert.True(end > text.IndexOf("</footer>", StringComparison.Ordinal));
        Assert.Contains("<link rel=\"expect\" href=\"#end\" blocking=\"render\">", text, StringComparison.Ordinal);
    }

    private static async Task SignInAsync(Person person, string email, string password)
    {
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", password);
        await PressAsync(person, "Sign in");
    }

    private static Task PressAsync(Person person, string deed) =>
        person.Page.ClickAsync($"main button.button:has-text(\"{deed}\")");

    private static async Task HeadingIsAsync(Person person, string heading) =>
        Assert.Equal(heading, await person.Page.InnerTextAsync("h1"));

    /// <summary>Finds the letter where a developer finds it, and follows its link.</summary>
    private async Task OpenLetterAsync(Person person, string email, string kind)
    {
        var letter = await host
            .Server.Get<DevelopmentMailbox>()
            .WaitAsync(kept => kept.To == email && kept.Kind == kind, Ct);
        await person.Page.GotoAsync("/dev/mail");
        await person.Page.ClickAsync($"a[href='/dev/mail/{letter.Id}']");
        await person.Page.ClickAsync("text=Open the link of this letter");
    }
}
