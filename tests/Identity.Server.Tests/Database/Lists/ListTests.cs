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
        var place = new KeysetPlace("then", "one");
        var (up, down) = (new Keyset("t.at", "t.id", false), new Keyset("t.at", "t.id", IsDescending: true));

        Assert.Equal("(t.at, t.id) > ($4, $5)", Assert.Single(up.PartsAfter(place, known: 3)).Condition);
        Assert.Equal("(t.at, t.id) < ($4, $5)", Assert.Single(down.PartsAfter(place, known: 3)).Condition);
        Assert.Equal(["then", "one"], Assert.Single(down.PartsAfter(place, known: 3)).Values);
        Assert.Null(Assert.Single(up.PartsAfter(place: null, known: 0)).Condition);
        Assert.Equal("ORDER BY t.at DESC, t.id DESC", new Keyset("t.at", "t.id", IsDescending: true).OrderBy);
    }

    [Fact]
    public void Rows_without_what_is_ordered_by_come_last_in_both_directions()
    {
        var keyset = new Keyset("t.at", "t.id", IsDescending: true, IsNullable: true);

        Assert.Equal("ORDER BY t.at DESC, t.id DESC", keyset.OrderBy);
        Assert.Equal(["t.at IS NOT NULL", "t.at IS NULL"], ConditionsAfter(place: null));
        Assert.Equal(["(t.at, t.id) < ($1, $2)", "t.at IS NULL"], ConditionsAfter(new KeysetPlace("then", "one")));
        Assert.Equal(["t.at IS NULL AND t.id < $1"], ConditionsAfter(new KeysetPlace(Column: null, "one")));

        IEnumerable<string?> ConditionsAfter(KeysetPlace? place) =>
            keyset.PartsAfter(place, known: 0).Select(part => part.Condition);
    }

    [Theory]
    [InlineData("a", "%a%")]
    [InlineData("100%", @"%100\%%")]
    [InlineData(@"a_b\c", @"%a\_b\\c%")]
    public void What_is_searched_for_means_itself(string text, string pattern) =>
        Assert.Equal(pattern, LikePattern.Containing(text));
}
