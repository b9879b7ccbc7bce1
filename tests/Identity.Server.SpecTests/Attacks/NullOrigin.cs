using Identity.Server.Clients.AccountProfiles;
using Identity.Server.SpecTests.Adopted;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class NullOrigin(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory]
    [InlineData("null")]
    [InlineData("http://localhost:3002.evil.example")]
    [InlineData("http://evil.example")]
    [InlineData("https://localhost:3002")]
    [InlineData("http://LOCALHOST:3002")]
    [InlineData("http://localhost:3002/")]
    [InlineData("http://localhost")]
    [InlineData("*")]
    [InlineData("")]
    public async Task No_page_but_the_front_ends_own_may_read_an_answer(string origin)
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);

        var asked = await server.SendAsync(
            "OPTIONS",
            "/v1/auth/me",
            ("Origin", origin),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "authorization")
        );
        var called = await server.SendAsync("GET", "/v1/auth/me", ("Origin", origin));

        foreach (var answer in (TestAnswer[])[asked, called])
        {
            Assert.DoesNotContain(
                answer.Response.Headers,
                header => header.Key.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase)
            );
            Assert.Contains("Origin", answer.Response.Headers.Vary);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("http://app.example.com")]
    [InlineData("https://APP.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com:8443")]
    [InlineData("com.example.app://callback")]
    [InlineData("*")]
    [InlineData("")]
    public async Task No_page_but_an_app_s_own_may_read_what_the_protocol_answers(string origin)
    {
        await App.RegisterAsync(
            host.Server,
            asked => asked with { RedirectUris = ["https://app.example.com/callback", "com.example.app://callback"] }
        );

        foreach (var path in (string[])["/connect/token", "/connect/userinfo", "/connect/revoke", "/connect/par"])
        {
            var asked = await host.Server.SendAsync(
                "OPTIONS",
                path,
                ("Origin", origin),
                ("Access-Control-Request-Method", "POST")
            );
            var called = await host.Server.SendAsync("POST", path, ("Origin", origin));

            foreach (var answer in (TestAnswer[])[asked, called])
            {
                Assert.DoesNotContain(
                    answer.Response.Headers,
                    header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
                );
                Assert.Contains("Origin", answer.Response.Headers.Vary);
            }
        }
    }

    [Fact]
    public async Task A_document_that_names_it_is_refused()
    {
        foreach (var origin in (string[])["null", "*", "http://a.example/path", "file://x", "http://a.example, null"])
        {
            var document = AdoptedServer
                .Sample("agentcaller")
                .Replace("http://localhost:3002", origin, StringComparison.Ordinal)
                .Replace($"[\"{origin}\"]", $"\"{origin}\"", StringComparison.Ordinal);
            var reading = ProfileReader.Read(document);
            Assert.Contains(
                reading.Problems,
                problem => problem.Contains("is not an origin", StringComparison.Ordinal)
            );
        }
        Assert.Equal(200, (await host.Server.GetAsync("/health/live")).Status);
    }
}
