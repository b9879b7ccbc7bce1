using Identity.Server.Protocol.Tracing.Requests;

namespace Identity.Server.Tests.Protocol.Tracing.Requests;

public sealed class RedirectDifferenceTests
{
    private const string Registered = "https://app.example.com/callback";

    [Theory]
    [InlineData("https://app.example.com/callback/", "there is a slash at its end")]
    [InlineData("http://app.example.com/callback", "the scheme is 'http' and not 'https'")]
    [InlineData("https://app.example.org/callback", "the host is 'app.example.org' and not 'app.example.com'")]
    [InlineData("https://app.example.com:8443/callback", "the port is '8443' and not '443'")]
    [InlineData("https://app.example.com/Callback", "the case of the path is '/Callback' and not '/callback'")]
    [InlineData("https://app.example.com/other", "the path is '/other' and not '/callback'")]
    [InlineData("https://app.example.com/callback?a=b", "the query is '?a=b' and not none")]
    [InlineData("https://app.example.com/callback#a", "it has a fragment")]
    [InlineData("https://APP.example.com/callback", "It is written differently from character 9 on.")]
    [InlineData("app.example.com/callback", "It is no absolute address.")]
    public void What_is_different_is_said_in_words(string given, string part) =>
        Assert.Contains(part, RedirectDifference.Between(given, Registered), StringComparison.Ordinal);

    [Fact]
    public void A_slash_that_is_missing_is_said_as_well() =>
        Assert.Contains(
            "the slash at its end is missing",
            RedirectDifference.Between(Registered, $"{Registered}/"),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_nearest_is_the_one_with_the_fewest_letters_to_change() =>
        Assert.Equal(
            Registered,
            RedirectDifference.NearestOf(
                "https://app.example.com/calback",
                ["https://other.example.com/", Registered, "https://app.example.com/"]
            )
        );

    [Fact]
    public void What_is_endless_is_compared_with_nothing() =>
        Assert.Null(RedirectDifference.NearestOf($"https://{new string('a', 10_000)}", [Registered]));
}
