using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Hosting;

public sealed class HostingTests(ClassServer host) : IClassFixture<ClassServer>
{
    public static TheoryData<string, string> Requests =>
        new()
        {
            { "GET", "/.well-known/openid-configuration" },
            { "HEAD", "/.well-known/jwks.json" },
            { "POST", "/connect/token" },
            { "GET", "/connect/token" },
            { "POST", "/connect/introspect" },
            { "POST", "/connect/revoke" },
            { "GET", "/connect/userinfo" },
            { "GET", "/health/live" },
            { "GET", "/health/ready" },
            { "GET", "/nowhere" },
        };

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_server_that_is_well_says_so(string path)
    {
        var answer = await host.Server.GetAsync(path);

        Assert.Equal((200, "Healthy"), (answer.Status, answer.Body));
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }

    [Theory, Spec("RFC 6797 §7.2")]
    [MemberData(nameof(Requests))]
    public async Task Every_answer_tells_browsers_to_trust_it_with_little(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var headers = (await host.Server.SendAsync(request)).Response.Headers;

        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(headers.Contains("Strict-Transport-Security"));
        Assert.False(headers.Contains("Server"));
    }

    [Fact, Spec("RFC 6797 §7.1")]
    public async Task A_server_whose_public_address_is_https_has_browsers_stay_there()
    {
        var settings = new Dictionary<string, string?> { ["Issuer"] = "https://id.example" };
        await using var server = await TestServer.StartAsync(
            host.ConnectionString,
            TestContext.Current.CancellationToken,
            settings
        );

        var answer = await server.GetAsync("/.well-known/openid-configuration");

        Assert.Contains(
            "max-age=",
            answer.Response.Headers.GetValues("Strict-Transport-Security").Single(),
            StringComparison.Ordinal
        );
    }
}
