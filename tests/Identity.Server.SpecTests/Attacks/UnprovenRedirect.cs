using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Redirects to an address before client and address are proven: what is wrong is shown here, and sent nowhere.</summary>
public sealed class UnprovenRedirect(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Evil = "https://evil.example/callback";

    [Theory]
    [Spec("RFC 6749 §4.1.2.1"), Spec("RFC 9700 §4.11.2"), Spec("OpenID Connect Core §3.1.2.6")]
    [Spec("RFC 6749 §3.1.2.4"), Spec("RFC 6749 §4.1.1"), Spec("RFC 6749 §4.2.1"), Spec("RFC 6749 §4.2.2.1")]
    [InlineData("client_id", null)]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "\u0000")]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", Evil)]
    public async Task Nothing_is_sent_while_client_or_address_is_not_proven(string parameter, string? value)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        foreach (var mode in (string?[])[null, "query", "fragment", "form_post", "form_post.jwt"])
        {
            foreach (var type in (string?[])[null, "code", "id_token", "nonsense"])
            {
                foreach (var prompt in (string?[])[null, "none", "nonsense"])
                {
                    var visit = await ready.AskAsync(
                        ("response_mode", mode),
                        ("response_type", type),
                        ("prompt", prompt),
                        (parameter, value)
                    );

                    visit.ShouldStayHere();
                }
            }
        }
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Fact, Spec("RFC 6749 §3.1.2.3"), Spec("RFC 6749 §10.6")]
    public async Task The_address_of_another_client_is_not_ones_own()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var other = await App.RegisterAsync(host.Server);

        (await ready.AskAsync(("redirect_uri", other.RedirectUri))).ShouldStayHere();
        (await ready.AskAsync(("client_id", other.Client.Id))).ShouldStayHere();
    }

    [Fact]
    public async Task A_disabled_client_is_sent_nothing()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        await host.Server.DisableAsync(ready.App.Client);

        (await ready.AskAsync()).ShouldStayHere();
        (await ready.AskAsync(("prompt", "nonsense"))).ShouldStayHere();
    }

    [Fact, Spec("RFC 6749 §3.1.2.4")]
    public async Task An_address_that_was_taken_back_meanwhile_is_sent_nothing()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        using var nobody = new Visitor(host.Server);
        var waiting = (await nobody.GetAsync(ready.App.Address())).Location!;
        var posted = await ready.Visitor.PostAsync(
            "/connect/authorize",
            [.. ready.App.Request().Select(pair => (pair.Key, pair.Value))]
        );
        var pushed = await ready.App.PushAsync();
        await host.Server.ChangeClientAsync(ready.App.Client, row => row.RedirectUris = [Evil]);

        Assert.StartsWith(
            "/start-again",
            (await ready.Visitor.GetAsync(posted.Location!)).Location,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "/start-again",
            (
                await nobody.GetAsync(waiting.Replace("/signin", "/connect/authorize/resume", StringComparison.Ordinal))
            ).Location,
            StringComparison.Ordinal
        );
        (await ready.Visitor.GetAsync(pushed)).ShouldStayHere();
    }
}
