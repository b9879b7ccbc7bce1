using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.Metadata;

public sealed class LogoutAddressesTests
{
    [Fact]
    public void The_fixture_is_valid() => Assert.Null(With(new ClientMetadata()).Problem());

    [Theory, Spec("OpenID Connect RP-Initiated Logout §3.1")]
    [InlineData("https://app.example/after", true)]
    [InlineData("https://other.example/after?a=b", true)]
    [InlineData("http://127.0.0.1:5000/after", true)]
    [InlineData("com.example.app:/after", true)]
    [InlineData("http://app.example/after", false)]
    [InlineData("https://app.example/after#fragment", false)]
    [InlineData("https://app.example@evil.example/after", false)]
    [InlineData("https://*.example/after", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("/after", false)]
    public void Browsers_are_led_after_a_logout_as_by_an_answer(string uri, bool isGood) =>
        Judged(With(new ClientMetadata { PostLogoutRedirectUris = ["https://app.example/", uri] }), uri, isGood);

    [Theory, Spec("OpenID Connect Back-Channel Logout §2.2")]
    [InlineData("https://app.example/logout", true)]
    [InlineData("https://other.example:8443/logout?a=b", true)]
    [InlineData("http://127.0.0.1:5000/logout", true)]
    [InlineData("http://localhost:5000/logout", true)]
    [InlineData("http://[::1]:5000/logout", true)]
    [InlineData("http://app.example/logout", false)]
    [InlineData("https://app.example/logout#fragment", false)]
    [InlineData("https://user@app.example/logout", false)]
    [InlineData("ftp://app.example/logout", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/logout", false)]
    public void The_server_speaks_to_clients_by_https(string uri, bool isGood) =>
        Judged(With(new ClientMetadata { BackchannelLogoutUri = uri }), uri, isGood);

    [Theory, Spec("OpenID Connect Front-Channel Logout §2")]
    [InlineData("https://app.example/logout", true)]
    [InlineData("https://app.example/logout?a=b", true)]
    [InlineData("https://app.example:443/logout", true)]
    [InlineData("http://127.0.0.1:5000/logout", true)]
    [InlineData("https://app.example:8443/logout", false)]
    [InlineData("http://app.example/logout", false)]
    [InlineData("https://other.example/logout", false)]
    [InlineData("https://sub.app.example/logout", false)]
    [InlineData("http://127.0.0.1:5001/logout", false)]
    [InlineData("https://app.example/logout#fragment", false)]
    [InlineData("javascript:alert(1)", false)]
    public void Browsers_load_what_is_where_answers_go(string uri, bool isGood) =>
        Judged(With(new ClientMetadata { FrontchannelLogoutUri = uri }), uri, isGood);

    private static NewClient With(ClientMetadata metadata) =>
        new()
        {
            ClientId = "web",
            GrantTypes = ["authorization_code"],
            RedirectUris = ["https://app.example/callback", "http://127.0.0.1:5000/callback"],
            Metadata = metadata,
        };

    private static void Judged(NewClient client, string uri, bool isGood)
    {
        if (isGood)
            Assert.Null(client.Problem());
        else
            Assert.Contains($"'{uri}'", client.Problem(), StringComparison.Ordinal);
    }
}
