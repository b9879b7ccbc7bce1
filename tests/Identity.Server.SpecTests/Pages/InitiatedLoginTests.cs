using Identity.Server.Clients.Metadata;
using Identity.Server.Consents;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>A person opens an app from the list of those that they let in.</summary>
public sealed class InitiatedLoginTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("OpenID Connect Core §4")]
    [InlineData("https://app.example/login", "https://app.example/login?iss=")]
    [InlineData("https://app.example/login?a=b", "https://app.example/login?a=b&amp;iss=")]
    public async Task It_is_opened_where_it_says_and_told_with_whom_to_sign_in(string login, string begin)
    {
        var body = await ListAsync(new ClientMetadata { InitiateLoginUri = login });

        Assert.Contains($"href=\"{begin}{Uri.EscapeDataString(host.Server.Issuer)}\"", body, StringComparison.Ordinal);
        Assert.Contains("rel=\"noopener noreferrer\"", body, StringComparison.Ordinal);
    }

    [Theory, Spec("OpenID Connect Core §4")]
    [InlineData(null)]
    [InlineData("http://app.example/login")]
    [InlineData("javascript:alert(1)")]
    public async Task It_is_not_opened_where_it_says_nothing_or_what_no_page_may_lead_to(string? login)
    {
        var body = await ListAsync(new ClientMetadata { InitiateLoginUri = login });

        Assert.DoesNotContain(">Open</a>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_app_is_not_opened()
    {
        var body = await ListAsync(
            new ClientMetadata { InitiateLoginUri = "https://app.example/login" },
            isDisabled: true
        );

        Assert.DoesNotContain("https://app.example/login", body, StringComparison.Ordinal);
    }

    private async Task<string> ListAsync(ClientMetadata metadata, bool isDisabled = false)
    {
        var client = await host.Server.AddClientAsync(["openid"], asked => asked with { Metadata = metadata });
        var email = await host.Server.AddUserAsync();
        var id = (await host.Server.Get<People>().FindActiveAsync(email, Ct))!.Id;
        await host.Server.Get<ConsentLedger>().GrantAsync(id, client.Id, ["openid"], Ct);
        if (isDisabled)
            await host.Server.DisableAsync(client);
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(email);
        return (await visitor.GetAsync("/account/apps")).Body;
    }
}
