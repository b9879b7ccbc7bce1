using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>What operators read of the systems that moved in, and what developers do.</summary>
public sealed class LogAndDocsTests(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sign_ups_sign_ins_and_bad_tokens_are_logged_and_no_secret_is()
    {
        await using var host = await TestServer.StartAsync(database.ConnectionString, Ct, CapturedLog.Settings);
        using var log = new CapturedLog();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var server = await AdoptedServer.WithAllAsync(host);
        var email = AdoptedServer.NewEmail();
        var body = $$"""{"email":"{{email}}","password":"{{AdoptedServer.Strong}}"}""";

        await server.PostAsync("/api/auth/signup", body);
        var token = (await server.PostAsync("/api/auth/signin", body)).Issued();
        await server.PostAsync("/api/auth/signin", $$"""{"email":"{{email}}","password":"Wr0ng!password"}""");
        await server.PostAsync("/api/auth/signin", $$"""{"email":"x{{email}}","password":"Wr0ng!password"}""");
        await server.GetAsync("/api/auth/me", $"{token}x");

        await log.UntilAsync("/api/auth/me answered 401", Ct);
        var lines = log.Lines.Where(line => line.Contains("AccountApi", StringComparison.Ordinal)).ToArray();
        Assert.Contains(
            lines,
            line => line.Contains("Sign-up at todo: p***@example.com is account", StringComparison.Ordinal)
        );
        Assert.Contains(
            lines,
            line => line.Contains("Sign-in at todo: p***@example.com, account", StringComparison.Ordinal)
        );
        Assert.Contains(
            lines,
            line => line.Contains("refused for p***@example.com: wrong password", StringComparison.Ordinal)
        );
        Assert.Contains(
            lines,
            line => line.Contains("refused for x***@example.com: no such account", StringComparison.Ordinal)
        );
        Assert.Contains(lines, line => line.Contains("refused at todo: it is not ours", StringComparison.Ordinal));
        foreach (var secret in (string[])[AdoptedServer.Strong, "Wr0ng!password", token, AdoptedServer.Secret])
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_interfaces_are_described_where_the_setting_says_so()
    {
        var settings = new Dictionary<string, string?> { ["Docs:Enabled"] = "true" };
        await using var host = await TestServer.StartAsync(database.ConnectionString, Ct, settings);
        var server = await AdoptedServer.WithAllAsync(host);

        var document = await server.GetAsync("/openapi.json");
        document.ShouldSucceed();
        var login = document.Json.GetProperty("paths").GetProperty("/v1/auth/login").GetProperty("post");
        Assert.Equal("Sign in", login.GetProperty("summary").GetString());
        Assert.True(
            login
                .GetProperty("requestBody")
                .GetProperty("content")
                .TryGetProperty("application/x-www-form-urlencoded", out _)
        );
        Assert.True(document.Json.GetProperty("paths").TryGetProperty("/connect/token", out _));

        foreach (var page in (string[])["/docs/index.html", "/redoc/index.html"])
        {
            var answer = await server.GetAsync(page);
            answer.ShouldSucceed();
            Assert.DoesNotContain("https://", answer.Body, StringComparison.Ordinal);
            var policy = Assert.Single(answer.Response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/openapi.json")]
    [InlineData("/docs/index.html")]
    [InlineData("/redoc/index.html")]
    public async Task In_production_they_are_not_shown_by_themselves(string path)
    {
        await using var host = await TestServer.StartAsync(database.ConnectionString, Ct);

        Assert.Equal(404, (await host.GetAsync(path)).Status);
    }
}
