using System.Globalization;
using Identity.Admin.Blocks.Words;

namespace Identity.Admin.Tests.Blocks;

public sealed class RelativeTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00:00:10", "just now")]
    [InlineData("-00:00:10", "in a moment")]
    [InlineData("00:00:50", "50 sec ago")]
    [InlineData("00:01:30", "1 min ago")]
    [InlineData("-00:59:59", "in 59 min")]
    [InlineData("23:59:00", "23 hours ago")]
    [InlineData("1.00:00:00", "1 day ago")]
    [InlineData("27.00:00:00", "27 days ago")]
    [InlineData("60.00:00:00", "16 Apr")]
    [InlineData("400.00:00:00", "11 May 2025")]
    public void Times_are_said_as_people_say_them(string ago, string words) =>
        Assert.Equal(words, RelativeTime.Of(Now - TimeSpan.Parse(ago, CultureInfo.InvariantCulture), Now));
}
