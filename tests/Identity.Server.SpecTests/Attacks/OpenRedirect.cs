using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Addresses that look local and are not, in every parameter that other servers have read one from.</summary>
public sealed class OpenRedirect(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Addresses =
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "/%2F/evil.example",
        "/account/../\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/account\r\nLocation: https://evil.example",
        "@evil.example",
        "account@evil.example",
    ];

    public static TheoryData<string> Parameters() =>
        new("to", "To", "returnUrl", "ReturnUrl", "next", "redirect_uri", "url");

    [Theory, Spec("RFC 9700 §2.1")]
    [MemberData(nameof(Parameters))]
    public async Task After_sign_in_there_is_no_way_to_another_site(string parameter)
    {
        var email = await host.Server.AddUserAsync();
        foreach (var address in Addresses)
        {
            using var visitor = new Visitor(host.Server);
            var path = $"/signin?{parameter}={Uri.EscapeDataString(address)}";

            var signedIn = await visitor.SubmitAsync(path, ("email", email), ("password", TestClients.Password));
            Assert.Equal("/account", signedIn.Location);
            Assert.Equal("/account", (await visitor.GetAsync(path)).Location);
            Assert.Equal(
                "/signed-out",
                (await visitor.SubmitAsync($"/signout?{parameter}={Uri.EscapeDataString(address)}")).Location
            );
        }
    }

    [Fact]
    public async Task A_link_of_ours_leads_to_nobody_elses_host()
    {
        using var visitor = new Visitor(host.Server);

        var page = await visitor.GetAsync("/signin", request => request.Headers.Host = "evil.example");
        var away = await visitor.GetAsync("/account", request => request.Headers.Host = "evil.example");
        var doubled = await visitor.GetAsync("/.//evil.example?ui_locales=pl");

        Assert.DoesNotContain("evil", page.Body, StringComparison.Ordinal);
        Assert.Equal("/signin", away.Location);
        Assert.Null(doubled.Location);
        Assert.DoesNotContain("href=\"//", doubled.Body, StringComparison.Ordinal);
    }

    [Theory, Spec("RFC 9700 §4.11.2")]
    [InlineData("scope", "nobody-knows", "invalid_scope")]
    [InlineData("response_type", "nonsense", "unsupported_response_type")]
    [InlineData("request", "not.an.object", "invalid_request_object")]
    public async Task Who_is_not_signed_in_is_sent_nowhere_not_even_with_an_error(
        string parameter,
        string value,
        string error
    )
    {
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);
        (string, string?)[] request = [(parameter, value), ("response_mode", "fragment")];

        var asked = await visitor.GetAsync(app.Address(request));
        var answer = await visitor.TravelAsync(app, asked.Location!, await host.Server.AddUserAsync());
        var atOnce = Journey.Answer(await visitor.GetAsync(app.Address(request)), app)!;

        Assert.StartsWith("/signin?request=ar_", asked.Location, StringComparison.Ordinal);
        answer.ShouldRefuse(error);
        Assert.Equal(Channel.Fragment, answer.Channel);
        Assert.Equal(answer.Address, atOnce.Address);
    }

    [Fact, Spec("RFC 9700 §4.11.2")]
    public async Task An_app_that_wants_no_question_is_told_its_mistake_at_once()
    {
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);

        var visit = await visitor.GetAsync(app.Address(("scope", "nobody-knows"), ("prompt", "none")));

        Journey.Answer(visit, app)!.ShouldRefuse("invalid_scope");
    }

    [Fact, Spec("RFC 9700 §4.11.2"), Spec("RFC 9700 §2.1")]
    public async Task A_request_of_an_app_leads_to_its_own_address_alone()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        foreach (var address in Addresses)
        {
            (await ready.AskAsync(("redirect_uri", address))).ShouldStayHere();
            (await ready.AskAsync(("redirect_uri", ready.App.RedirectUri + address))).ShouldStayHere();
            foreach (
                var parameter in (string[])["returnUrl", "to", "next", "post_logout_redirect_uri", "target_link_uri"]
            )
            {
                var answer = await ready.AnswerAsync((parameter, address));
                Assert.StartsWith($"{ready.App.RedirectUri}?", answer.Address, StringComparison.Ordinal);
                Assert.DoesNotContain("evil", answer.Address, StringComparison.Ordinal);
            }
            var resumed = await ready.Visitor.GetAsync(
                $"/connect/authorize/resume?request={Uri.EscapeDataString(address)}"
            );
            Assert.StartsWith("/start-again", resumed.Location, StringComparison.Ordinal);
        }
    }
}
