using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

[Spec("RFC 8414 §2")]
public sealed class IssuerTests
{
    [Theory, Spec("OpenID Connect Discovery §4")]
    [InlineData("https://id.example", "https://id.example")]
    [InlineData("https://id.example/", "https://id.example")]
    [InlineData("https://id.example/tenant", "https://id.example/tenant")]
    [InlineData("https://id.example:8443", "https://id.example:8443")]
    [InlineData("http://localhost:5000", "http://localhost:5000")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000")]
    public void An_issuer_is_kept_without_its_last_slash(string setting, string expected)
    {
        var issuer = Issuer.Read(setting);

        Assert.Equal(expected, issuer.Value);
        Assert.Equal(expected + "/connect/token", issuer.Endpoint("/connect/token"));
    }

    [Theory, Spec("OpenID Connect Core §2"), Spec("OpenID Connect Discovery §3")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("id.example")]
    [InlineData("/tenant")]
    [InlineData("ftp://id.example")]
    [InlineData("http://id.example")]
    [InlineData("https://id.example?x=1")]
    [InlineData("https://id.example?")]
    [InlineData("https://id.example#x")]
    [InlineData("https://id.example#")]
    [InlineData("https://user@id.example")]
    [InlineData("https://user:password@id.example")]
    [InlineData(" https://id.example")]
    [InlineData("https://id.example ")]
    [InlineData("https://id.example/a b")]
    [InlineData("https:\\\\id.example")]
    [InlineData("https:id.example")]
    [InlineData("HTTPS://id.example")]
    public void What_is_no_issuer_stops_the_start_with_a_sentence(string? setting)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Issuer.Read(setting));

        Assert.Contains("Issuer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_https_is_secure()
    {
        Assert.True(Issuer.Read("https://id.example").IsSecure);
        Assert.False(Issuer.Read("http://localhost:5000").IsSecure);
    }
}
