using Identity.Server.Database.Lists;

namespace Identity.Server.Tests.Database.Lists;

public sealed class ListTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(10_000, 10_000, false)]
    [InlineData(10_001, 10_000, true)]
    public void Counting_stops_at_ten_thousand(long counted, long shown, bool isCapped)
    {
        var count = new CappedCount(counted);

        Assert.Equal((shown, isCapped), (count.Value, count.IsCapped));
    }

    [Fact]
    public void A_page_goes_on_after_a_row_of_the_same_order()
    {
        Assert.Equal("(t.at, t.id) > ($2, $1)", new Keyset("t.at", "t.id", IsDescending: false).After("$2", "$1"));
        Assert.Equal("(t.at, t.id) < ($2, $1)", new Keyset("t.at", "t.id", IsDescending: true).After("$2", "$1"));
        Assert.Equal("ORDER BY t.at DESC, t.id DESC", new Keyset("t.at", "t.id", IsDescending: true).OrderBy);
    }

    [Fact]
    public void Rows_without_what_is_ordered_by_come_last_in_both_directions()
    {
        var keyset = new Keyset("t.at", "t.id", IsDescending: true, IsNullable: true);

        Assert.Equal("ORDER BY t.at DESC NULLS LAST, t.id DESC", keyset.OrderBy);
        Assert.Equal("(t.at IS NULL OR (t.at, t.id) < ($2, $1))", keyset.After("$2", "$1"));
        Assert.Equal("(t.at IS NULL AND t.id < $1)", keyset.After("$2", "$1", isNull: true));
    }

    [Theory]
    [InlineData("a", "%a%")]
    [InlineData("100%", @"%100\%%")]
    [InlineData(@"a_b\c", @"%a\_b\\c%")]
    public void What_is_searched_for_means_itself(string text, string pattern) =>
        Assert.Equal(pattern, LikePattern.Containing(text));
}
