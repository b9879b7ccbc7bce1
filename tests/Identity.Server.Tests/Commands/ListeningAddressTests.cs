using Identity.Server.Commands;
using Microsoft.Extensions.Configuration;

namespace Identity.Server.Tests.Commands;

public sealed class ListeningAddressTests
{
    [Theory]
    [InlineData(null, null, null, "http://127.0.0.1:5000")]
    [InlineData(null, "8080", null, "http://127.0.0.1:8080")]
    [InlineData(null, "8080;8081", "8443", "http://127.0.0.1:8080")]
    [InlineData(null, null, "8443", "https://127.0.0.1:8443")]
    [InlineData("http://[::]:80", "8080", null, "http://127.0.0.1:80")]
    [InlineData("https://*:443;http://+:8080/", null, null, "http://127.0.0.1:8080/")]
    [InlineData("http://0.0.0.0:1", null, null, "http://127.0.0.1:1")]
    [InlineData("http://localhost:1", null, null, "http://127.0.0.1:1")]
    [InlineData("http://localhostess:1", null, null, "http://localhostess:1")]
    [InlineData("http://10.1.2.3:1", null, null, "http://10.1.2.3:1")]
    public void It_is_where_the_web_server_listens(string? urls, string? http, string? https, string address)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = urls,
            ["http_ports"] = http,
            ["https_ports"] = https,
        };

        Assert.Equal(address, ListeningAddress.Of(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
    }
}
