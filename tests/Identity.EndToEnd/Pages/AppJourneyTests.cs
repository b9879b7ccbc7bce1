using Identity.EndToEnd.Browser;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.EndToEnd.Pages;

/// <summary>From an app of another origin through our pages and back to it, in a real browser that holds us to our own policy.</summary>
public sealed class AppJourneyTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>, IAsyncLifetime
{
    private AppSite? _site;
    private AppSite? _other;
    private TestClient? _client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AppSite Site => _site!;

    public async ValueTask InitializeAsync()
    {
        _site = await AppSite.StartAsync(Ct);
        _other = await AppSite.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await _other!.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_signs_in_allows_and_is_back_at_the_app(bool javaScript)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer, javaScript);
        var email = await host.Server.AddUserAsync();
        await BeginAsync(person, Site.Callback);

        await SignInAsync(person, email);
        await HeadingIsAsync(person, "Allow access?");
        await person.Page.ClickAsync("main button:has-text(\"Allow\")");

        await HeadingIsAsync(person, "GET code iss session_state state");
        Assert.Empty(await person.Page.InnerTextAsync("p"));
        Assert.Empty(person.Complaints);

        // The second time nothing is asked, and going back from the app leads to no form.
        await BeginAsync(person, Site.Callback);
        await HeadingIsAsync(person, "GET code iss session_state state");
    }

    [Fact]
    public async Task A_person_who_cancels_is_back_at_the_app_as_well()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await BeginAsync(person, Site.Callback);
        await SignInAsync(person, await host.Server.AddUserAsync());

        await person.Page.ClickAsync("main button:has-text(\"Cancel\")");

        await HeadingIsAsync(person, "GET error error_description iss state");
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("form_post")]
    public async Task An_app_that_sends_the_browser_on_to_another_origin_of_its_own_gets_its_person(string mode)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await BeginAsync(person, Site.HopTo(_other!), isFirstParty: true, ("response_mode", mode));

        await SignInAsync(person, await host.Server.AddUserAsync());

        await person.Page.ArrivesAsync($"{_other!.Origin}/**");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_app_that_is_answered_by_a_form_gets_its_form()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await BeginAsync(person, Site.Callback, isFirstParty: true, ("response_mode", "form_post"));

        await SignInAsync(person, await host.Server.AddUserAsync());

        await HeadingIsAsync(person, "POST code iss session_state state");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Whoever_goes_back_after_the_answer_finds_a_way_on_and_no_form()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await BeginAsync(person, Site.Callback);
        await SignInAsync(person, await host.Server.AddUserAsync());
        var consent = person.Page.Url;
        await person.Page.ClickAsync("main button:has-text(\"Allow\")");
        await HeadingIsAsync(person, "GET code iss session_state state");

        await person.Page.GoBackAsync();
        await HeadingIsAsync(person, "Start again");
        await person.Page.GotoAsync(consent);
        await HeadingIsAsync(person, "Start again");
        Assert.Equal(0, await person.Page.Locator("main form").CountAsync());
    }

    [Fact]
    public async Task A_tab_that_was_left_open_still_works_when_another_one_signed_in()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var email = await host.Server.AddUserAsync();
        await BeginAsync(person, Site.Callback, isFirstParty: true);
        var tab = await person.Page.Context.NewPageAsync();
        await tab.GotoAsync("/signin");
        await tab.FillAsync("#email", email);
        await tab.FillAsync("#password", TestClients.Password);
        await tab.ClickAsync("main .button");
        await tab.ArrivesAsync("**/account");

        await person.Page.ReloadAsync();
        await HeadingIsAsync(person, "GET code iss session_state state");
    }

    private async Task BeginAsync(
        Person person,
        string redirectUri,
        bool isFirstParty = false,
        params (string Name, string Value)[] more
    )
    {
        _client ??= await host.Server.AddClientAsync(
            ["openid", "email", "profile"],
            asked =>
                asked with
                {
                    Name = "Web App",
                    GrantTypes = ["authorization_code"],
                    RedirectUris = [redirectUri],
                    IsFirstParty = isFirstParty,
                    Metadata = new ClientMetadata { RequirePkce = false },
                }
        );
        (string Name, string Value)[] query =
        [
            ("response_type", "code"),
            ("client_id", _client.Id),
            ("redirect_uri", redirectUri),
            ("scope", "openid email"),
            ("state", "some-state"),
            .. more,
        ];
        var text = string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        await person.Page.GotoAsync($"/connect/authorize?{text}");
    }

    private static async Task SignInAsync(Person person, string email)
    {
        Assert.Contains("to continue to Web App", await person.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", TestClients.Password);
        await person.Page.ClickAsync("main .button");
    }

    private static async Task HeadingIsAsync(Person person, string heading) =>
        await person.Page.WaitForSelectorAsync($"h1:text-is(\"{heading}\")");
}
