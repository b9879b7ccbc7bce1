using Identity.Server.Hosting.Proxies;

namespace Identity.Server.Tests.Hosting.Proxies;

public sealed class ProxyOptionsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData(" 10.0.0.0/8 , 192.0.2.7,", "10.0.0.0/8 192.0.2.7/32")]
    [InlineData("::1,2001:db8::/32", "::1/128 2001:db8::/32")]
    public void Addresses_and_networks_are_read(string known, string expected)
    {
        var options = new ProxyOptions { Known = known };

        Assert.True(Validate(options).Succeeded);
        Assert.Equal(expected, string.Join(' ', options.Networks()));
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("*")]
    [InlineData("0x0a.0.0.0.1")]
    public void What_is_neither_is_named(string entry)
    {
        var result = Validate(new ProxyOptions { Known = $"10.0.0.1,{entry}" });

        Assert.Equal($"Proxies:Known has '{entry}', which is neither an address nor a network.", result.FailureMessage);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(ProxyOptions options) =>
        new ProxyOptionsValidator().Validate(name: null, options);
}
