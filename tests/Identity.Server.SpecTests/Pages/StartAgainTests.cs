using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>Requests that lead nowhere: to a calm page, and never to a form or to somebody's app.</summary>
public sealed class StartAgainTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Pages = ["/signin", "/register", "/select-account", "/consent"];

    [Fact]
    public async Task A_handle_that_is_forged_foreign_or_answered_leads_to_the_same_page()
    {
        using var visitor = new Visitor(host.Server);
        using var stranger = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor);
        var handle = errand.Pending.Handle;

        foreach (var page in Pages)
        {
            foreach (var forged in (string[])["x", $"{handle}A", handle[..^2], handle.ToUpperInvariant(), "<b>"])
                await ShouldStartAgainAsync(visitor, $"{page}?request={Uri.EscapeDataString(forged)}");
            await ShouldStartAgainAsync(stranger, errand.On(page));
            await ShouldStartAgainAsync(visitor, $"{errand.On(page)}&request={handle}");
        }

        await errand.AnswerAsync();
        foreach (var page in Pages)
            await ShouldStartAgainAsync(visitor, errand.On(page));
    }

    [Fact]
    public async Task Nobody_signs_in_for_a_request_that_is_over()
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(host.Server, visitor);
        var form = (await visitor.GetAsync(errand.On("/signin"))).Token!;
        await errand.AnswerAsync();

        var visit = await visitor.PostAsync(
            errand.On("/signin"),
            ("email", await host.Server.AddUserAsync()),
            ("password", TestClients.Password),
            ("form", form)
        );

        Assert.Equal((400, "Start again"), (visit.Status, visit.Heading));
        Assert.Null(visitor["identity"]);
    }

    [Fact]
    public async Task A_request_outlives_the_night_and_not_much_more()
    {
        var clock = new ManualClock();
        var ct = TestContext.Current.CancellationToken;
        await using var server = await TestServer.StartAsync(host.ConnectionString, ct, settings: null, clock);
        using var visitor = new Visitor(server);
        var email = await server.AddUserAsync();
        await visitor.SignInAsync(email);
        var errand = await Errand.BeginAsync(server, visitor);
        Assert.Equal("Allow access?", (await visitor.GetAsync(errand.On("/consent"))).Heading);
        var form = (await visitor.GetAsync(errand.On("/consent"))).Token!;

        // The session has idled away, and what is next is asked anew.
        clock.Advance(TimeSpan.FromHours(23));
        var allowed = await visitor.PostAsync(
            errand.On("/consent"),
            ("account", (await errand.IdOfAsync(email)).ToString()),
            ("answer", "allow"),
            ("form", form)
        );
        Assert.Equal(errand.Resume, allowed.Location);
        Assert.Null((await errand.ProgressAsync())!.ConsentedBy);
        Assert.Equal("Sign in", (await visitor.GetAsync(errand.On("/signin"))).Heading);
        Assert.Equal(errand.Resume, (await errand.SignInAsync(email)).Location);

        clock.Advance(TimeSpan.FromHours(1));
        await ShouldStartAgainAsync(visitor, errand.On("/consent"));
    }

    [Fact, Spec("OpenID Connect Core §4")]
    public async Task Only_the_browser_that_began_a_request_is_led_back_to_the_app()
    {
        using var visitor = new Visitor(host.Server);
        using var stranger = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            client: app =>
                app with
                {
                    Metadata = new ClientMetadata
                    {
                        ClientUri = "https://app.example.com/",
                        InitiateLoginUri = "https://app.example.com/login?from=id",
                    },
                }
        );
        await errand.AnswerAsync();

        var issuer = Uri.EscapeDataString(host.Server.Issuer);
        foreach (var page in Pages.Append("/start-again"))
        {
            Assert.Contains(
                $"href=\"https://app.example.com/login?from=id&amp;iss={issuer}\"",
                (await visitor.GetAsync(errand.On(page))).Body,
                StringComparison.OrdinalIgnoreCase
            );
            var foreign = await stranger.GetAsync(errand.On(page));
            Assert.DoesNotContain("app.example.com", foreign.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(Errand.AppName, foreign.Body, StringComparison.Ordinal);
            Assert.Contains("href=\"/account\"", foreign.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://app.example.com/")]
    [InlineData("https://user@app.example.com/")]
    [InlineData("//app.example.com/")]
    public async Task An_address_that_is_no_public_one_is_no_link(string address)
    {
        using var visitor = new Visitor(host.Server);
        var errand = await Errand.BeginAsync(
            host.Server,
            visitor,
            client: app =>
                app with
                {
                    Metadata = new() { ClientUri = address, InitiateLoginUri = address },
                }
        );
        await errand.AnswerAsync();

        var page = await visitor.GetAsync(errand.On("/start-again"));

        Assert.Equal(400, page.Status);
        Assert.DoesNotContain("class=\"button\"", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_parameter_is_as_none()
    {
        using var visitor = new Visitor(host.Server);

        Assert.Equal("Sign in", (await visitor.GetAsync("/signin?request=")).Heading);
        await ShouldStartAgainAsync(visitor, "/consent");
        await ShouldStartAgainAsync(visitor, "/start-again");
    }

    private static async Task ShouldStartAgainAsync(Visitor visitor, string path)
    {
        var visit = await visitor.GetAsync(path);
        Assert.Equal((400, "Start again"), (visit.Status, visit.Heading));
        Assert.Contains("<title>Start again ·", visit.Body, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", visit.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", visit.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", visit.Body, StringComparison.Ordinal);
        Assert.True(visit.Response.Headers.CacheControl?.NoStore);
    }
}
