using Identity.Server.Clients;
using Identity.Server.Protocol.Authorize;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.Authorize;

/// <summary>Which addresses are a client's: those it has registered, character by character, and nothing that looks like them.</summary>
public sealed class ReturnAddressTests
{
    private const string Own = "https://app.example.com/callback";

    [Fact, Spec("RFC 9700 §2.1")]
    public void The_registered_address_is_the_clients() =>
        Assert.Equal(Own, ReturnAddress.Resolve(Client(Own), Own, mustBeNamed: true)?.Uri);

    [Theory]
    [InlineData("https://app.example.com/callback/")]
    [InlineData("https://app.example.com/callback?x=1")]
    [InlineData("https://app.example.com/callback#f")]
    [InlineData("https://app.example.com/Callback")]
    [InlineData("https://APP.example.com/callback")]
    [InlineData("https://app.example.com:443/callback")]
    [InlineData("https://app.example.com/x/../callback")]
    [InlineData("https://app.example.com/%63allback")]
    [InlineData("https://appXexample.com/callback")]
    [InlineData("https://app.example.com@evil.example/callback")]
    [InlineData("https://app.example.com.evil.example/callback")]
    [InlineData("http://app.example.com/callback")]
    [InlineData(" https://app.example.com/callback")]
    [InlineData("https://app.example.com/callback\t")]
    [InlineData("//app.example.com/callback")]
    [InlineData("/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public void What_only_looks_like_it_is_not(string asked) =>
        Assert.Null(ReturnAddress.Resolve(Client(Own), asked, mustBeNamed: true));

    [Theory]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback", true)]
    [InlineData("http://127.0.0.1:8080/callback", "http://127.0.0.1/callback", true)]
    [InlineData("http://[::1]/callback", "http://[::1]:51004/callback", true)]
    [InlineData("http://127.0.0.1/callback?a=b", "http://127.0.0.1:1/callback?a=b", true)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/other", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback?a=b", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1.evil.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:80@evil.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:99999/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:0/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:+80/callback", false)]
    [InlineData("http://127.0.0.1/callback", "https://127.0.0.1:51004/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://[::1]:51004/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://localhost:51004/callback", false)]
    [InlineData("http://localhost/callback", "http://localhost:51004/callback", false)]
    [InlineData("https://127.0.0.1/callback", "https://127.0.0.1:51004/callback", false)]
    [Spec("RFC 8252 §7.3"), Spec("RFC 9700 §2.1")]
    public void Only_a_loopback_addresss_port_may_vary(string registered, string asked, bool isOurs) =>
        Assert.Equal(isOurs, ReturnAddress.Resolve(Client(registered), asked, mustBeNamed: true) is not null);

    [Fact, Spec("RFC 6749 §3.1.2.3")]
    public void It_may_be_left_out_where_there_is_one_alone_and_OpenID_is_not_asked_for()
    {
        Assert.True(ReturnAddress.Resolve(Client(Own), null, mustBeNamed: false)?.IsImplied);
        Assert.Null(ReturnAddress.Resolve(Client(Own), null, mustBeNamed: true));
        Assert.Null(ReturnAddress.Resolve(Client(Own, "https://b.example/"), null, mustBeNamed: false));
        Assert.Null(ReturnAddress.Resolve(Client(), null, mustBeNamed: false));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("http://app.example.com/callback")]
    public void What_browsers_must_not_be_sent_to_is_refused_even_where_it_is_registered(string uri) =>
        Assert.Null(ReturnAddress.Resolve(Client(uri), uri, mustBeNamed: true));

    private static Client Client(params string[] redirectUris) =>
        Registered.Client("app", ClientAuthenticationMethod.None, isDisabled: false, [], redirectUris: redirectUris);
}
