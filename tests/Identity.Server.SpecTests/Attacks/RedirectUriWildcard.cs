using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Addresses that pass for the registered one where `*`, user names, paths or letters are compared loosely.</summary>
public sealed class RedirectUriWildcard(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact]
    [Spec("RFC 9700 §2.1"), Spec("RFC 9700 §4.1"), Spec("OpenID Connect Core §3.1.2.1")]
    [Spec("OpenID Connect Core §14"), Spec("RFC 6749 §3.1.2.3")]
    public async Task Only_the_registered_text_is_the_registered_address()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var own = ready.App.RedirectUri;
        var name = new Uri(own).Host;

        foreach (
            var address in (string[])
                [
                    $"https://{name}@evil.example/callback",
                    $"https://{name}:443@evil.example/callback",
                    $"https://{name}%40evil.example/callback",
                    $"https://{name}@@evil.example/callback",
                    $"https://evil.example@{name}/callback",
                    $"https://@{name}/callback",
                    $"https://evil.example#@{name}/callback",
                    $"https://evil.example\\@{name}/callback",
                    $"https://evil.example?{own}",
                    $"https://evil.example/{own}",
                    $"https://{name}.evil.example/callback",
                    $"https://evil{name}/callback",
                    $"https://{name.ToUpperInvariant()}/callback",
                    $"https://{name}./callback",
                    $"https://{name}:443/callback",
                    $"https://{name}//callback",
                    $"https://{name}/./callback",
                    $"https://{name}/x/../callback",
                    $"https://{name}/x/..%2fcallback",
                    $"{own}/",
                    $"{own}/../evil",
                    $"{own}/%2e%2e/evil",
                    $"{own};x=1",
                    $"{own}?",
                    $"{own}?x=1",
                    $"{own}#",
                    $"{own}#x",
                    $"{own}%00",
                    $"{own}%0d%0aLocation:%20https://evil.example",
                    $"{own}\r\nLocation: https://evil.example",
                    $"{own} https://evil.example",
                    $" {own}",
                    $"{own} ",
                    own.Replace("https", "http", StringComparison.Ordinal),
                    own.Replace("https:", "", StringComparison.Ordinal),
                    own.Replace("a", "\u0430", StringComparison.Ordinal),
                    own.Replace("a", "\uff41", StringComparison.Ordinal),
                    own.Replace("c", "%63", StringComparison.Ordinal),
                    "https://*/callback",
                    "*",
                ]
        )
        {
            (await ready.AskAsync(("redirect_uri", address))).ShouldStayHere();
        }
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Theory]
    [InlineData("https://*.example.com/callback", "https://evil.example.com/callback")]
    [InlineData("https://app.example.com/*", "https://app.example.com/evil")]
    [InlineData("https://app.example.com/*", "https://app.example.com/*")]
    [InlineData("https://user@app.example.com/", "https://user@app.example.com/")]
    [InlineData("*", "https://evil.example/")]
    [Spec("RFC 9700 §4.1.1")]
    public async Task A_wildcard_that_got_into_the_database_is_none(string registered, string asked)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        await host.Server.ChangeClientAsync(ready.App.Client, row => row.RedirectUris = [registered]);

        (await ready.AskAsync(("redirect_uri", asked))).ShouldStayHere();
    }
}
