using Identity.Server.Pages.Look;
using Identity.Server.Pages.Requests;

namespace Identity.Server.Tests.Pages;

/// <summary>What pages make of addresses that clients have said of themselves.</summary>
public sealed class RequestAddressTests
{
    [Theory]
    [InlineData("https://app.example.com/logo.png?a=b", "https://app.example.com")]
    [InlineData("https://App.Example.com:8443/", "https://app.example.com:8443")]
    [InlineData("https://żółw.example/", "https://xn--w-uga1v8h.example")]
    [InlineData("http://127.0.0.1:49152/", "http://127.0.0.1:49152")]
    [InlineData("http://[::1]:49152/", null)]
    [InlineData("com.example.app:/cb", null)]
    [InlineData("", null)]
    public void A_policy_names_the_origin_where_it_can(string address, string? source) =>
        Assert.Equal(source, ContentSource.OriginOf(address));

    [Theory]
    [InlineData("https://app.example.com/callback?a=b", "https:")]
    [InlineData("http://[::1]:49152/cb", "http:")]
    [InlineData("COM.example.app://host/cb", "com.example.app:")]
    [InlineData("", null)]
    public void Or_the_scheme(string address, string? source) => Assert.Equal(source, ContentSource.SchemeOf(address));

    [Theory]
    [InlineData("https://app.example.com/;%20script-src%20*")]
    [InlineData("https://app.example.com,evil.example/")]
    [InlineData("https://app.example.com;evil.example/")]
    [InlineData("https://app.example.com 'unsafe-inline'/")]
    [InlineData("https://*/")]
    [InlineData("a;b:/")]
    public void Nobody_writes_a_policy_by_an_address(string address)
    {
        foreach (var source in (string?[])[ContentSource.OriginOf(address), ContentSource.SchemeOf(address)])
        {
            Assert.True(
                source is null || source.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-'),
                source
            );
        }
    }

    [Theory]
    [InlineData("https://app.example.com/privacy?lang=pl#top", "https://app.example.com/privacy?lang=pl#top")]
    [InlineData("HTTPS://app.example.com", "https://app.example.com/")]
    [InlineData("http://app.example.com/", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("https://ann:secret@app.example.com/", null)]
    [InlineData("//app.example.com/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_an_address_that_is_public_is_a_link(string? address, string? link) =>
        Assert.Equal(link, PublicAddress.Of(address));

    [Theory]
    [InlineData("web app", "W")]
    [InlineData("  żółw", "Ż")]
    [InlineData("👩‍🚀 space", "👩‍🚀")]
    [InlineData("", "")]
    public void An_app_without_a_picture_is_known_by_its_letter(string name, string letter) =>
        Assert.Equal(letter, new AppFace(name, Picture: null).Letter);
}
