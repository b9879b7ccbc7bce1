using System.Net;
using System.Text;
using Identity.Server.Fetching;
using Identity.Tests;

namespace Identity.Server.Tests.Fetching;

public sealed class FetchTargetTests
{
    private static readonly string[] Pieces =
    [
        "@",
        ":",
        "//",
        "/",
        "\\",
        "#",
        "?",
        "%",
        "%00",
        "%2e",
        "%40",
        ".",
        "..",
        "[",
        "]",
        "[::1]",
        "0x7f.1",
        "127.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "https://",
        "http:",
        "user@",
        "a:b@",
        "\t",
        "\u00ad",
        "\u3002",
        ":443",
        ":99999",
        "localhost",
        "xn--",
    ];

    [Theory]
    [InlineData("https://client.example/keys", "client.example", true)]
    [InlineData("https://client.example", "client.example", true)]
    [InlineData("HTTPS://Client.Example:8443/a%20b?c=d@e", "client.example", true)]
    [InlineData("https://client.example./keys", "client.example.", true)]
    [InlineData("https://xn--bcher-kva.example/", "xn--bcher-kva.example", true)]
    [InlineData("https://203.0.113.7:444/keys", "203.0.113.7", true)]
    [InlineData("https://[2001:DB8::1]:444/keys", "2001:db8::1", true)]
    [InlineData("http://127.0.0.1:5000/", "127.0.0.1", false)]
    [InlineData("https://4chan.example/", "4chan.example", true)]
    public void A_plain_url_is_read(string url, string host, bool isEncrypted)
    {
        Assert.True(FetchTarget.TryRead(url, out var target, out _));

        Assert.Equal((host, isEncrypted), (target.Host, target.IsEncrypted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("client.example/keys")]
    [InlineData("//client.example/keys")]
    [InlineData("ftp://client.example/keys")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://client.example/")]
    [InlineData("https:client.example")]
    [InlineData("https:///keys")]
    [InlineData("https://")]
    [InlineData("https://client.example/keys#fragment")]
    [InlineData("https://client.example/keys#")]
    [InlineData("https://user@client.example/keys")]
    [InlineData("https://user:password@client.example/keys")]
    [InlineData("https://@client.example/keys")]
    [InlineData("https://client.example@10.0.0.1/keys")]
    [InlineData("https://client.example\\@10.0.0.1/keys")]
    [InlineData("https://client.example\\.other.example/keys")]
    [InlineData("https://client.example%2f@other.example/keys")]
    [InlineData("https://client%2eexample/keys")]
    [InlineData("https://client.example /keys")]
    [InlineData(" https://client.example/keys")]
    [InlineData("https://client.example/keys\r\nHost: other")]
    [InlineData("https://client.example/k\u00e9ys")]
    [InlineData("https://cl\u00efent.example/keys")]
    [InlineData("https://127\u30020\u30020\u30021/keys")]
    [InlineData("https://\uff11\uff12\uff17.0.0.1/keys")]
    [InlineData("https://client.example:99999/keys")]
    [InlineData("https://client.example:443:443/keys")]
    [InlineData("https://a,b/keys")]
    public void A_url_that_could_be_read_in_two_ways_is_refused(string url) => IsRefused(url);

    [Theory]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0x0.0x0.0x1")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("127.0.0.01")]
    [InlineData("127.0.0.1.")]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("0x")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.256.256.256")]
    [InlineData("999999999999")]
    [InlineData("host.0x7f")]
    [InlineData("[::1%25eth0]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[::1")]
    [InlineData("[2001:db8::/32]")]
    [InlineData("::1")]
    public void An_address_in_an_odd_notation_is_refused(string host) => IsRefused($"https://{host}/keys");

    [Fact]
    public void A_very_long_url_is_refused()
    {
        var url = "https://client.example/";

        Assert.True(FetchTarget.TryRead(url.PadRight(FetchTarget.LongestUrl, 'x'), out _, out _));
        IsRefused(url.PadRight(FetchTarget.LongestUrl + 1, 'x'));
    }

    /// <summary>Whatever is damaged: the host that is asked stands in the text, whole, where everybody looks for it.</summary>
    [Fact]
    public void The_host_that_is_asked_is_the_host_that_is_written()
    {
        string[] seeds =
        [
            "https://client.example/keys?a=b",
            "https://203.0.113.7:8443/keys",
            "https://[2001:db8::1]/keys",
            "http://localhost:5000/",
        ];
        var damage = new Damage(20_26, Pieces);
        var accepted = 0;
        for (var i = 0; i < 40_000; i++)
        {
            var url = Encoding.Latin1.GetString(damage.Of(Encoding.Latin1.GetBytes(seeds[i % seeds.Length])));
            if (!FetchTarget.TryRead(url, out var target, out _))
                continue;

            accepted++;
            var scheme = target.IsEncrypted ? "https://" : "http://";
            Assert.StartsWith(scheme, url, StringComparison.OrdinalIgnoreCase);
            var authority = url[scheme.Length..].Split('/', '?')[0];
            var written = authority.StartsWith('[')
                ? authority[1..authority.IndexOf(']', StringComparison.Ordinal)]
                : authority.Split(':')[0];
            Assert.True(AreSame(written, target.Host), $"{url} leads to {target.Host}");
            Assert.Equal(target.Host, target.Uri.IdnHost, ignoreCase: true);
            Assert.Equal(("", ""), (target.Uri.UserInfo, target.Uri.Fragment));
        }

        Assert.InRange(accepted, 2_000, 38_000);
    }

    private static bool AreSame(string written, string host) =>
        written.Contains(':', StringComparison.Ordinal)
            ? IPAddress.Parse(written).Equals(IPAddress.Parse(host))
            : written.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static void IsRefused(string url)
    {
        Assert.False(FetchTarget.TryRead(url, out var target, out var why));

        Assert.Null(target);
        Assert.NotEmpty(why);
    }
}
