using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A registered address read as a regular expression: its periods stand for anything.</summary>
public sealed class RedirectUriAsPattern(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 9700 §2.1"), Spec("RFC 9700 §4.1.3")]
    [InlineData("https://app.example.com/callback", "https://appXexample.com/callback")]
    [InlineData("https://app.example.com/callback", "https://app.exampleXcom/callback")]
    [InlineData("https://app.example.com/a+b", "https://app.example.com/aaab")]
    [InlineData("https://app.example.com/a?b", "https://app.example.com/b")]
    [InlineData("https://app.example.com/(evil)", "https://app.example.com/evil")]
    public async Task What_it_would_match_is_not_it(string registered, string asked)
    {
        Assert.Matches($"^{registered}$", asked);
        using var ready = await ReadyApp.SetAsync(host.Server, client => client with { RedirectUris = [registered] });

        (await ready.AskAsync(("redirect_uri", asked))).ShouldStayHere();

        await ready.ShouldBeAsGoodAsBeforeAsync();
    }
}
