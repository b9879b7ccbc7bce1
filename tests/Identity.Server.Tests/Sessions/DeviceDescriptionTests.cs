using System.Text;
using Identity.Server.Sessions;

namespace Identity.Server.Tests.Sessions;

public sealed class DeviceDescriptionTests
{
    private const string WebKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
    private const string FirefoxOnWindows =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0";

    [Theory]
    [InlineData(FirefoxOnWindows, "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Android 15; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0", "Firefox on Android")]
    [InlineData(
        $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WebKit} Chrome/131.0.0.0 Safari/537.36",
        "Chrome on Windows"
    )]
    [InlineData(
        $"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WebKit} Chrome/131.0.0.0 Safari/537.36",
        "Chrome on ChromeOS"
    )]
    [InlineData(
        $"Mozilla/5.0 (Linux; Android 10; K) {WebKit} Chrome/131.0.0.0 Mobile Safari/537.36",
        "Chrome on Android"
    )]
    [InlineData(
        $"Mozilla/5.0 (Linux; Android 14; SM-S901B) {WebKit} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
        "Samsung Internet on Android"
    )]
    [InlineData(
        $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WebKit} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
        "Edge on Windows"
    )]
    [InlineData(
        $"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WebKit} Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0",
        "Opera on macOS"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        "Safari on macOS"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        "Safari on iPhone"
    )]
    [InlineData(
        "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
        "Chrome on iPad"
    )]
    [InlineData("Mozilla/5.0 (Windows NT 10.0)", "Unknown browser on Windows")]
    [InlineData("Firefox/133.0", "Firefox")]
    [InlineData("curl/8.11.0", "Unknown browser")]
    [InlineData("", "Unknown browser")]
    [InlineData(null, "Unknown browser")]
    public void A_browser_is_called_as_its_owner_calls_it(string? userAgent, string expected) =>
        Assert.Equal(expected, DeviceDescription.Of(userAgent));

    [Fact]
    public void Whatever_is_sent_it_says_only_words_of_ours()
    {
        byte[][] spice = ["Chrome/"u8.ToArray(), "<script>"u8.ToArray(), "\0"u8.ToArray(), "Linux"u8.ToArray()];
        foreach (var damaged in Seeded.Damaged(52, [Encoding.UTF8.GetBytes(FirefoxOnWindows)], spice))
        {
            var description = DeviceDescription.Of(Encoding.UTF8.GetString(damaged));
            Assert.Matches("^(Firefox|Chrome|Unknown browser)( on (Windows|Linux))?$", description);
        }
    }

    [Fact]
    public void A_giant_is_not_read_to_its_end() =>
        Assert.Equal("Unknown browser", DeviceDescription.Of(new string('x', 16_000) + FirefoxOnWindows));
}
