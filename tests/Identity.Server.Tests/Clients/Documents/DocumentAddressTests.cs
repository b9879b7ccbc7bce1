using Identity.Server.Clients.Documents;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.Documents;

public sealed class DocumentAddressTests
{
    [Theory, Spec("OAuth Client ID Metadata Document §3")]
    [InlineData("https://app.example/client")]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example:8443/a/b.json")]
    [InlineData("https://app.example/client?version=1")]
    [InlineData("http://127.0.0.1:5000/client")]
    public void An_address_can_be_a_client_s_id(string id) => Assert.True(DocumentAddress.IsOne(id));

    [Theory, Spec("OAuth Client ID Metadata Document §3")]
    [InlineData("app")]
    [InlineData("http://app.example/client")]
    [InlineData("ftp://app.example/client")]
    [InlineData("https://app.example")]
    [InlineData("https://app.example/client#fragment")]
    [InlineData("https://user@app.example/client")]
    [InlineData("https://user:word@app.example/client")]
    [InlineData("https://app.example/./client")]
    [InlineData("https://app.example/a/../client")]
    [InlineData("https://app.example/a/%2e%2e/client")]
    [InlineData("https://app.example/..")]
    [InlineData("https://app.example:443/client")]
    [InlineData("https://APP.example/client")]
    [InlineData("HTTPS://app.example/client")]
    [InlineData("https:///client")]
    [InlineData("https://app.example/\u00fc")]
    public void An_address_that_can_be_read_in_two_ways_cannot(string id) => Assert.False(DocumentAddress.IsOne(id));

    [Fact]
    public void An_address_has_an_end()
    {
        var longest = $"https://app.example/{new string('a', DocumentAddress.Longest - 20)}";

        Assert.True(DocumentAddress.IsOne(longest));
        Assert.False(DocumentAddress.IsOne($"{longest}a"));
    }

    [Theory]
    [InlineData("https://app.example/client", "app.example")]
    [InlineData("https://app.example:8443/client", "app.example:8443")]
    public void People_are_told_the_host(string id, string host) => Assert.Equal(host, DocumentAddress.HostOf(id));
}
