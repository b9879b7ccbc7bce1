using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>A request that no app can be told of: calm for the person, exact for the developer, and nothing of it is obeyed.</summary>
public sealed class RequestErrorTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Heading = "That app asked in a way we cannot answer";

    [Theory]
    [InlineData("client_id=nobody&redirect_uri=https%3A%2F%2Fapp.example.com%2F")]
    [InlineData("client_id={app}&redirect_uri=https%3A%2F%2Fevil.example%2F")]
    [InlineData("client_id={app}&redirect_uri=javascript%3Aalert(1)")]
    [InlineData("client_id={app}")]
    [InlineData("redirect_uri=https%3A%2F%2Fevil.example%2F")]
    [Spec("RFC 6749 §4.1.2.1")]
    public async Task The_browser_stays_here(string query)
    {
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);

        var page = await visitor.GetAsync(
            $"/connect/authorize?scope=openid&response_type=code&{query.Replace("{app}", app.Client.Id, StringComparison.Ordinal)}"
        );

        Assert.Equal((400, Heading), (page.Status, page.Heading));
        Assert.Null(page.Location);
        Assert.Equal("text/html", page.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(page.Response.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain("href=\"https:", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_developer_reads_what_was_received_and_a_number_and_the_browser_nothing_of_it()
    {
        const string Hostile = "https://evil.example/\"><script>alert(1)</script>'&<!--";
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);

        var page = await visitor.GetAsync(app.Address(("redirect_uri", Hostile)));

        Assert.Contains(
            "https://evil.example/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&amp;&lt;!--",
            page.Body,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<script>", page.Body, StringComparison.Ordinal);
        Assert.Contains(app.Client.Id, page.Body, StringComparison.Ordinal);
        Assert.Matches("<code id=\"number\">[0-9a-f]{32}</code>", page.Body);
        Assert.Contains("<details>", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_speaks_the_language_of_the_browser()
    {
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);

        var page = await visitor.GetAsync(
            app.Address(("redirect_uri", "https://evil.example/")),
            request => request.Headers.TryAddWithoutValidation("Accept-Language", "pl")
        );

        Assert.Equal("Nie możemy odpowiedzieć na prośbę tej aplikacji", page.Heading);
    }

    [Fact]
    public async Task The_page_is_nothing_by_itself()
    {
        using var visitor = new Visitor(host.Server);

        Assert.Equal("There is nothing here", (await visitor.GetAsync("/request-error")).Heading);
    }
}
