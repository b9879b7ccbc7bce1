using System.Globalization;
using Identity.Server.Clients;

namespace Identity.Server.Tests.Tokens;

public sealed class TokenLifetimesTests
{
    [Theory]
    [InlineData(null, null, "00:10:00")]
    [InlineData("00:20:00", null, "00:20:00")]
    [InlineData("00:05:00", null, "00:05:00")]
    [InlineData(null, "00:05:00", "00:05:00")]
    [InlineData(null, "00:20:00", "00:10:00")]
    [InlineData("00:20:00", "00:15:00", "00:15:00")]
    [InlineData("00:20:00", "00:30:00", "00:20:00")]
    public void A_client_may_have_less_than_its_api_gives_and_never_more(string? api, string? client, string expected)
    {
        using var room = new TokenRoom();
        var lifetimes = new ClientLifetimes(Time(client), null, null);

        Assert.Equal(
            Time(expected),
            room.Lifetimes.AccessToken(Registered.Client(lifetimes: lifetimes), Registered.Api(lifetime: Time(api)))
        );
    }

    [Fact]
    public void A_client_may_set_its_own_refresh_lifetimes()
    {
        using var room = new TokenRoom();
        var own = Registered.Client(lifetimes: new(null, TimeSpan.FromDays(1), TimeSpan.FromDays(2)));
        var none = Registered.Client();

        Assert.Equal(TimeSpan.FromDays(1), room.Lifetimes.RefreshTokenIdle(own));
        Assert.Equal(TimeSpan.FromDays(2), room.Lifetimes.RefreshToken(own));
        Assert.Equal(room.Settings.RefreshTokenIdleLifetime, room.Lifetimes.RefreshTokenIdle(none));
        Assert.Equal(room.Settings.RefreshTokenLifetime, room.Lifetimes.RefreshToken(none));
    }

    [Theory]
    [InlineData(null, "00:10:00")]
    [InlineData("00:05:00", "00:10:00")]
    [InlineData("02:00:00", "02:00:00")]
    public void The_longest_token_is_the_servers_or_that_of_some_api(string? api, string expected)
    {
        using var room = new TokenRoom(Registered.Api(lifetime: Time(api)));

        Assert.Equal(Time(expected), room.Lifetimes.LongestAccessToken);
    }

    private static TimeSpan? Time(string? text) =>
        text is null ? null : TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
