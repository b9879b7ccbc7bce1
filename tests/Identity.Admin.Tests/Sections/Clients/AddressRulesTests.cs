using Identity.Admin.Sections.Clients.Addresses;

namespace Identity.Admin.Tests.Sections.Clients;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("https://app.example.com/callback?from=id&x=%20y")]
    [InlineData("https://app.example.com:8443/")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("http://[::1]:9000/callback")]
    [InlineData("http://localhost:5001/signin-oidc")]
    [InlineData("com.example.app:/callback")]
    public void Browsers_may_be_led_there(string address) =>
        Assert.Null(AddressRules.ProblemOf(address, AddressUse.Redirect));

    [Theory]
    [InlineData("http://app.example.com/callback", "RFC 9700 §2.6")]
    [InlineData("https://*.example.com/callback", "Wildcards")]
    [InlineData("https://app.example.com/callback#top", "RFC 6749 §3.1.2")]
    [InlineData("https://app.example.com@evil.example/", "user name")]
    [InlineData("app.example.com/callback", "whole address")]
    [InlineData("/callback", "whole address")]
    [InlineData("//app.example.com/callback", "whole address")]
    [InlineData("javascript:alert(1)", "RFC 8252 §7.1")]
    [InlineData("data:text/html,x", "RFC 8252 §7.1")]
    [InlineData("myapp://callback", "RFC 8252 §7.1")]
    [InlineData("https://app.example.com/a b", "%20")]
    [InlineData("https://bücher.example/", "punycode")]
    public void It_is_said_why_an_address_is_not_allowed(string address, string why) =>
        Assert.Contains(why, AddressRules.ProblemOf(address, AddressUse.Redirect), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("HTTPS:/")]
    [InlineData("http://")]
    public void Who_has_just_begun_to_type_is_left_alone(string address) =>
        Assert.Null(AddressRules.ProblemOf(address, AddressUse.Redirect));

    [Fact]
    public void Links_are_of_the_web_and_some_only_encrypted()
    {
        Assert.Null(AddressRules.ProblemOf("http://localhost:3000/terms", AddressUse.Web));
        Assert.NotNull(AddressRules.ProblemOf("http://app.example.com/terms", AddressUse.Web));
        Assert.NotNull(AddressRules.ProblemOf("com.example.app:/terms", AddressUse.Web));
        Assert.NotNull(AddressRules.ProblemOf("http://localhost:3000/begin", AddressUse.Encrypted));
    }

    [Fact]
    public void A_port_that_may_differ_is_pointed_out() =>
        Assert.Contains(
            "RFC 8252 §7.3",
            AddressRules.NoteOn("http://127.0.0.1/callback", AddressUse.Redirect),
            StringComparison.Ordinal
        );
}
