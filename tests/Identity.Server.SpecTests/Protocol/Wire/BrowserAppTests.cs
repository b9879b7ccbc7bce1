using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Wire;

/// <summary>What a browser is told when an app that runs in it calls.</summary>
public sealed class BrowserAppTests(ClassServer fixture) : IClassFixture<ClassServer>
{
    private TestServer Server => fixture.Server;

    [Theory]
    [InlineData("/connect/token", "POST")]
    [InlineData("/connect/revoke", "POST")]
    [InlineData("/connect/par", "POST")]
    [InlineData("/connect/userinfo", "GET")]
    [InlineData("/connect/userinfo", "POST")]
    public async Task An_app_may_call_from_where_its_answers_are_sent(string path, string method)
    {
        var (_, origin) = await RegisterAsync();

        var asked = await AskAsync(path, origin, method);

        Assert.Equal(204, asked.Status);
        Assert.Equal(origin, Header(asked, "Allow-Origin"));
        Assert.Equal(method, Header(asked, "Allow-Methods"));
        Assert.Contains("Authorization", Header(asked, "Allow-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_refusals_and_sends_no_cookies_where_none_are_asked_for()
    {
        var (_, origin) = await RegisterAsync();

        var refused = await Server.SendAsync("GET", "/connect/userinfo", ("Origin", origin));

        Assert.Equal(401, refused.Status);
        Assert.Equal(origin, Header(refused, "Allow-Origin"));
        Assert.Contains("WWW-Authenticate", Header(refused, "Expose-Headers"), StringComparison.Ordinal);
        Assert.Null(Header(refused, "Allow-Credentials"));
        foreach (var path in (string[])["/connect/userinfo", "/connect/revoke", "/connect/par"])
            Assert.Null(Header(await AskAsync(path, origin, "POST"), "Allow-Credentials"));
    }

    /// <summary>There are libraries that send them along, and could read no answer without this.</summary>
    [Fact, Spec("RFC 6749 §3.2")]
    public async Task Cookies_may_come_along_to_the_token_endpoint_and_count_for_nothing()
    {
        var (app, origin) = await RegisterAsync();
        using var person = new Visitor(Server);
        await person.SignInAsync(await Server.AddUserAsync());
        (string, string)[] form =
        [
            ("client_id", app.Client.Id),
            ("grant_type", "authorization_code"),
            ("code", "ac_nobody"),
            ("redirect_uri", app.RedirectUri),
            ("code_verifier", App.Verifier),
        ];

        var asked = await AskAsync("/connect/token", origin, "POST");
        var bare = await Server.PostAsync("/connect/token", client: null, form);
        var brought = await person.PostAsync("/connect/token", request => request.Headers.Add("Origin", origin), form);

        Assert.Equal(("true", origin), (Header(asked, "Allow-Credentials"), Header(asked, "Allow-Origin")));
        var answer = new TestAnswer(brought.Response, brought.Body);
        Assert.Equal(("true", origin), (Header(answer, "Allow-Credentials"), Header(answer, "Allow-Origin")));
        Assert.Equal((bare.Status, bare.Body), (answer.Status, answer.Body));
        Assert.False(brought.Response.Headers.Contains("Set-Cookie"));
        var other = await AskAsync("/connect/token", "https://evil.example", "POST");
        Assert.Null(Header(other, "Allow-Credentials"));
    }

    [Fact]
    public async Task The_port_of_an_address_is_part_of_its_origin()
    {
        await App.RegisterAsync(
            Server,
            asked => asked with { RedirectUris = ["http://localhost:3017/a", "https://PORTS.example.com:443/b"] }
        );

        Assert.NotNull(Header(await AskAsync("/connect/token", "http://localhost:3017", "POST"), "Allow-Origin"));
        Assert.NotNull(Header(await AskAsync("/connect/token", "https://ports.example.com", "POST"), "Allow-Origin"));
        Assert.Null(Header(await AskAsync("/connect/token", "http://localhost", "POST"), "Allow-Origin"));
    }

    [Fact]
    public async Task A_disabled_client_s_pages_may_call_no_more()
    {
        var (app, origin) = await RegisterAsync();

        await Server.DisableAsync(app.Client);

        Assert.Null(Header(await AskAsync("/connect/token", origin, "POST"), "Allow-Origin"));
    }

    [Fact]
    public async Task A_method_that_the_endpoint_does_not_have_is_not_allowed()
    {
        var (_, origin) = await RegisterAsync();

        Assert.Null(Header(await AskAsync("/connect/token", origin, "DELETE"), "Allow-Methods"));
    }

    [Theory, Spec("RFC 9700 §2.6")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/authorize")]
    public async Task What_is_for_others_is_not_for_scripts(string path)
    {
        var (_, origin) = await RegisterAsync();

        Assert.Null(Header(await AskAsync(path, origin, "POST"), "Allow-Origin"));
        Assert.Null(Header(await Server.SendAsync("POST", path, ("Origin", origin)), "Allow-Origin"));
    }

    private async Task<(App App, string Origin)> RegisterAsync()
    {
        var app = await App.RegisterAsync(
            Server,
            asked => asked with { AuthenticationMethod = ClientAuthenticationMethod.None }
        );
        return (app, new Uri(app.RedirectUri).GetLeftPart(UriPartial.Authority));
    }

    private Task<TestAnswer> AskAsync(string path, string origin, string method) =>
        Server.SendAsync(
            "OPTIONS",
            path,
            ("Origin", origin),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "authorization")
        );

    private static string? Header(TestAnswer answer, string name) =>
        answer.Response.Headers.TryGetValues($"Access-Control-{name}", out var values) ? values.Single() : null;
}
