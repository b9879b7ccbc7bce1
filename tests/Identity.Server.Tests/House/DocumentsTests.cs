namespace Identity.Server.Tests.House;

public sealed class DocumentsTests
{
    private static readonly string Page = Path.GetFullPath("docs/page.md");
    private static readonly string License = Path.GetFullPath("LICENSE");

    [Fact]
    public void A_link_to_nowhere_is_found() =>
        Assert.Single(Documents.DeadLinks(Page, "see [licence](../LICENCE)", place => place == License));

    [Theory]
    [InlineData("see [licence](../LICENSE) and [its appendix](../LICENSE#appendix)")]
    [InlineData("[a site](https://example.com/x) and [a heading](#here)")]
    public void A_link_to_somewhere_is_none(string text) =>
        Assert.Empty(Documents.DeadLinks(Page, text, place => place == License));
}
