namespace Identity.Server.Tests.House;

public sealed class ConformancePageTests
{
    private const string Row = "| `oidcc-server` | B I H | CoreModules |";

    private static readonly SourceFile Test = new(
        "tests/Identity.Server.SpecTests/Conformance/CoreModules.cs",
        "[Theory(DisplayName = \"oidcc-server\")]"
    );

    [Fact]
    public void The_page_says_where_each_module_is() =>
        Assert.Empty(
            ConformancePage.Wrong(
                File.ReadAllText(Path.Combine(SourceTree.Root, ConformancePage.Path)),
                SourceTree.Tests()
            )
        );

    [Fact]
    public void A_row_and_its_test_are_in_order() => Assert.Empty(ConformancePage.Wrong(Row, [Test]));

    [Fact]
    public void A_test_without_a_row_is_found() => Assert.Single(ConformancePage.Wrong("", [Test]));

    [Fact]
    public void A_row_without_a_test_is_found() => Assert.Single(ConformancePage.Wrong(Row, []));

    [Fact]
    public void A_row_that_names_another_test_is_found() =>
        Assert.Equal(2, ConformancePage.Wrong(Row.Replace("Core", "Code", StringComparison.Ordinal), [Test]).Count());
}
