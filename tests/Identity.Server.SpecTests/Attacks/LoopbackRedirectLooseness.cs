using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>The freedom of native apps to choose a port, taken for more than that.</summary>
public sealed class LoopbackRedirectLooseness(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 8252 §7.3"), Spec("RFC 8252 §8.3"), Spec("RFC 9700 §4.1.3")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback", true)]
    [InlineData("http://[::1]:1/callback", "http://[::1]:51004/callback", true)]
    [InlineData("http://127.0.0.1/callback", "http://localhost:51004/callback", false)]
    [InlineData("http://localhost/callback", "http://localhost:51004/callback", false)]
    [InlineData("http://localhost/callback", "http://127.0.0.1/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.2/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.1/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://2130706433/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://0x7f.0.0.1/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1.evil.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:80@evil.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004\\@evil.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback/../evil", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback?code=planted", false)]
    [InlineData("http://127.0.0.1/callback", "https://127.0.0.1:51004/callback", false)]
    [InlineData("https://app.example.com/callback", "http://127.0.0.1:51004/callback", false)]
    [InlineData("https://app.example.com/callback", "https://app.example.com:51004/callback", false)]
    public async Task Nothing_but_the_port_of_a_loopback_address_may_vary(string registered, string asked, bool isOwn)
    {
        using var ready = await ReadyApp.SetAsync(host.Server, client => client with { RedirectUris = [registered] });

        var visit = await ready.AskAsync(("redirect_uri", asked));

        if (isOwn)
            Assert.StartsWith($"{asked}?", visit.Location, StringComparison.Ordinal);
        else
            visit.ShouldStayHere();
    }
}
