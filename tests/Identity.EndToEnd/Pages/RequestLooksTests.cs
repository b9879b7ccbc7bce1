using Identity.EndToEnd.Browser;
using Identity.Server.Clients.Metadata;
using Identity.Server.Consents;
using Identity.Server.Hosting.Cookies;
using Identity.Server.Interactions;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;
using Microsoft.Playwright;
using Person = Identity.EndToEnd.Browser.Person;

namespace Identity.EndToEnd.Pages;

/// <summary>The faces that pages have on behalf of an app, on four screens.</summary>
public sealed class RequestLooksTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    private const string Logo =
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#0b7285"/><circle cx="20" cy="20" r="9" fill="#fff"/></svg>""";

    private PendingRequest? _pending;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("request-signin", "/signin", "")]
    [InlineData("request-signin-de", "/signin", "&ui_locales=de")]
    [InlineData("request-signin-stale", "/signin", "&stale=true")]
    [InlineData("request-register", "/register", "")]
    [InlineData("request-signin-es", "/signin", "&ui_locales=es")]
    public async Task A_form_to_continue_to_an_app(string name, string path, string more)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await WithPictureAsync(person.Page);
        var request = await AskAsync(person, asked => asked with { LoginHint = "ann@example.com" }, hasPicture: true);

        await person.Page.GotoAsync($"{path}?request={request}{more}");

        await person.Page.InspectAsync(name);
        Assert.Empty(person.Complaints);
        Assert.True(await person.Page.EvaluateAsync<bool>("document.querySelector('img.app').naturalWidth > 0"));
    }

    [Fact]
    public async Task A_picture_that_does_not_come_leaves_its_place()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await person.Page.RouteAsync("https://pictures.example.com/**", route => route.AbortAsync());
        var request = await AskAsync(person, hasPicture: true);

        await person.Page.GotoAsync($"/signin?request={request}");

        await person.Page.InspectAsync("request-signin-no-picture");
        Assert.Equal(40, await person.Page.EvaluateAsync<int>("document.querySelector('.app').offsetWidth"));
    }

    [Fact]
    public async Task A_person_who_is_asked_once_more()
    {
        await using var person = await SignedInAsync();
        var request = await AskAsync(person, asked => asked with { Prompts = Prompts.Login });

        await person.Page.GotoAsync($"/signin?request={request}");
        await person.Page.InspectAsync("request-confirm");
        await person.Page.FillAsync("#password", "wrong");
        await person.Page.ClickAsync("main .button");
        await person.Page.WaitForSelectorAsync(".summary");
        await person.Page.InspectAsync("request-confirm-wrong");
    }

    [Theory]
    [InlineData("request-account", "en")]
    [InlineData("request-account-pl", "pl")]
    public async Task A_choice_of_account(string name, string language)
    {
        await using var person = await SignedInAsync();
        var request = await AskAsync(person, asked => asked with { Prompts = Prompts.SelectAccount });

        await person.Page.GotoAsync($"/select-account?request={request}&ui_locales={language}");

        await person.Page.InspectAsync(name);
    }

    [Theory]
    [InlineData("request-consent", "en")]
    [InlineData("request-consent-pl", "pl")]
    [InlineData("request-consent-de", "de")]
    [InlineData("request-consent-es", "es")]
    public async Task A_question_what_an_app_may_do(string name, string language)
    {
        var (_, scope, _) = await host.Server.AddApiAsync(with: api => api with { Name = "Invoices" });
        await using var person = await SignedInAsync();
        await WithPictureAsync(person.Page);
        var request = await AskAsync(
            person,
            asked => asked with { Scopes = ["openid", "profile", "email", "offline_access", scope] },
            hasPicture: true
        );

        await person.Page.GotoAsync($"/consent?request={request}&ui_locales={language}");

        await person.Page.InspectAsync(name);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_question_of_an_app_with_a_name_that_is_far_too_long()
    {
        await using var person = await SignedInAsync();
        var request = await AskAsync(person, name: $"{new string('W', 60)} {new string('w', 120)}");

        await person.Page.GotoAsync($"/consent?request={request}");

        await person.Page.InspectAsync("request-consent-long");
    }

    [Fact]
    public async Task A_request_that_leads_nowhere()
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var request = await AskAsync(person);
        await host.Server.Get<PendingRequests>().AnswerAsync(_pending!, Ct);

        await person.Page.GotoAsync($"/signin?request={request}");
        await person.Page.InspectAsync("start-again-app");
        await person.Page.GotoAsync("/start-again");
        await person.Page.InspectAsync("start-again");
    }

    [Theory]
    [InlineData("request-error", "")]
    [InlineData("request-error-pl", "&ui_locales=pl")]
    public async Task A_request_that_no_app_can_be_told_of(string name, string more)
    {
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var client = await RegisterAsync("Web App", hasPicture: false);

        await person.Page.GotoAsync(
            $"/connect/authorize?client_id={client.Id}&redirect_uri=https%3A%2F%2Fevil.example%2F%3Cscript%3E{more}"
        );
        await person.Page.InspectAsync(name);
        await person.Page.ClickAsync("summary");
        await person.Page.InspectAsync($"{name}-open");
    }

    [Fact]
    public async Task The_apps_with_access()
    {
        var email = await host.Server.AddUserAsync();
        await using var person = await SignedInAsync(email);
        await person.Page.GotoAsync("/account/apps");
        await person.Page.InspectAsync("account-apps-empty");
        var id = (await host.Server.Get<People>().FindActiveAsync(email, Ct))!.Id;
        foreach (var name in (string[])["Web App", "Calendar for everybody in the house", "żółw"])
        {
            var client = await RegisterAsync(name, hasPicture: false);
            await host.Server.Get<ConsentLedger>().GrantAsync(id, client.Id, ["openid", "email", "offline_access"], Ct);
        }

        await person.Page.GotoAsync("/account/apps");
        await person.Page.InspectAsync("account-apps");
        await person.Page.GotoAsync("/account/apps?ui_locales=pl");
        await person.Page.InspectAsync("account-apps-pl");
        await person.Page.ClickAsync("main .rows button");
        await person.Page.WaitForSelectorAsync(".note");
        await person.Page.InspectAsync("account-apps-withdrawn");
    }

    private static async Task WithPictureAsync(IPage page) =>
        await page.RouteAsync(
            "https://pictures.example.com/**",
            route => route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = Logo })
        );

    private Task<TestClient> RegisterAsync(string name, bool hasPicture) =>
        host.Server.AddClientAsync(
            ["openid", "profile", "email", "offline_access"],
            asked =>
                asked with
                {
                    Name = name,
                    RedirectUris = ["https://app.example.com/callback"],
                    Metadata = new ClientMetadata
                    {
                        LogoUri = hasPicture ? "https://pictures.example.com/logo.svg" : null,
                        ClientUri = "https://app.example.com/",
                        PolicyUri = "https://app.example.com/privacy",
                        TosUri = "https://app.example.com/terms",
                    },
                }
        );

    private async Task<string> AskAsync(
        Person person,
        Func<AuthorizationRequest, AuthorizationRequest>? with = null,
        bool hasPicture = false,
        string name = "Web App"
    )
    {
        var client = await RegisterAsync(name, hasPicture);
        var browser = VisitorHandle.Create();
        await person.Page.Context.AddCookiesAsync([
            new()
            {
                Name = BrowserCookies.Visitor,
                Value = browser.Reveal(),
                Url = host.Server.Issuer,
            },
        ]);
        var request = new AuthorizationRequest
        {
            ClientId = client.Id,
            RedirectUri = "https://app.example.com/callback",
            ResponseTypes = ResponseTypes.Code,
            ResponseMode = ResponseMode.Query,
            Scopes = ["openid", "email"],
            Resources = [],
        };
        var begun = await host
            .Server.Get<PendingRequests>()
            .BeginAsync(with?.Invoke(request) ?? request, browser, Source.Unknown, Ct);
        _pending = Assert.IsType<BegunRequest.Waiting>(begun).Request;
        return _pending.Handle;
    }

    private async Task<Person> SignedInAsync(string? email = null)
    {
        email ??= await host.Server.AddUserAsync();
        var person = await Person.AtAsync(chromium, host.Server.Issuer);
        await person.Page.GotoAsync("/signin");
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", TestClients.Password);
        await person.Page.ClickAsync("main .button");
        await person.Page.ArrivesAsync("**/account");
        return person;
    }
}
