using Identity.Admin.Blocks.Lists;

namespace Identity.Admin.Tests.Blocks;

public sealed class ListStateTests
{
    private const string Page = "http://localhost:5001/users";

    [Fact]
    public void What_a_list_shows_stands_in_its_address_and_comes_back_from_there()
    {
        var state = ListState
            .Read(Page, ["status"])
            .With("search", " ada & co ")
            .With("status", "active")
            .SortedBy("name", null);

        var address = state.On(Page);

        Assert.Equal("/users?search=ada%20%26%20co&status=active&sort=name", address);
        var again = ListState.Read("http://localhost:5001" + address, ["status"]);
        Assert.True(again.IsAs(state));
        Assert.Equal(("ada & co", "active", "name"), (again.Search, again["status"], again.Sort));
        Assert.Equal("/users?sort=name", again.Unfiltered().On(Page));
    }

    [Fact]
    public void Only_filters_that_the_list_has_are_heard()
    {
        var state = ListState.Read($"{Page}?status=active&admin=true&search=", ["status"]);

        Assert.Equal("status", Assert.Single(state.Filters).Key);
        Assert.Equal("/users", state.With("status", "").On(Page));
    }

    [Fact]
    public void A_column_sorts_one_way_and_then_the_other()
    {
        var state = ListState.Read(Page, []);

        Assert.Equal("-name", state.SortedBy("name", usual: "name").Sort);
        Assert.Equal("name", state.SortedBy("name", usual: "-created_at").Sort);
        Assert.Equal("name", state.SortedBy("name", null).SortedBy("name", null).SortedBy("name", null).Sort);
    }

    [Fact]
    public void The_way_back_through_pages_is_remembered()
    {
        var pages = new Pages();
        pages.Arrived("b");
        pages.Forward();
        pages.Arrived("c");
        pages.Forward();
        pages.Arrived(null);
        Assert.Equal(("c", 101, false), (pages.Cursor, pages.First, pages.HasNext));

        pages.Back();
        pages.Back();

        Assert.Equal((null, 1, false), (pages.Cursor, pages.First, pages.HasPrevious));
    }

    [Fact]
    public void No_cell_of_a_file_is_a_formula()
    {
        var text = Csv.Write([
            ["Name", "Note"],
            ["=1+1", "a \"b\", c"],
            ["+49", null],
            ["-2", "@x"],
            ["\tx", "plain"],
        ]);

        Assert.Equal("Name,Note\r\n'=1+1,\"a \"\"b\"\", c\"\r\n'+49,\r\n'-2,'@x\r\n'\tx,plain\r\n", text);
    }
}
