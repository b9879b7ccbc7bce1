using Identity.Admin.Sections.Profiles;

namespace Identity.Admin.Tests.Sections.Profiles;

public sealed class DocumentTextTests
{
    private const string Document = """
        {
          "name": "notes",
          "api": { "algorithm": "XS256",
            "scopes": [ "a",
              "b" ] },
          "routes": [
            { "path": "/signin" },
            {
              "path": "signup",
              "body": [ { "name": "x" } ]
            }
          ]
        }
        """;

    [Theory]
    [InlineData("name", 2)]
    [InlineData("api", 3)]
    [InlineData("api.algorithm", 3)]
    [InlineData("api.scopes[1]", 5)]
    [InlineData("routes", 6)]
    [InlineData("routes[0]", 7)]
    [InlineData("routes[0].path", 7)]
    [InlineData("routes[1].path", 9)]
    [InlineData("routes[1].body[0].name", 10)]
    public void Each_place_has_its_line(string place, int line) =>
        Assert.Equal(line, DocumentText.Read(Document).LineOf(place));

    [Theory]
    [InlineData("api.audience", 3)]
    [InlineData("routes[1].action", 8)]
    [InlineData("routes[7].path", 6)]
    [InlineData("passwords", 1)]
    [InlineData("", 1)]
    public void A_place_that_is_missing_is_where_it_would_be(string place, int line) =>
        Assert.Equal(line, DocumentText.Read(Document).LineOf(place));

    [Theory]
    [InlineData("{\n  \"name\": \"x\",\n  oops\n}", 3)]
    [InlineData("[]", 1)]
    [InlineData("", 1)]
    [InlineData("{ \"name\": 1, \"name\": 2 }", 1)]
    public void What_is_no_document_is_said_with_its_line(string text, int line)
    {
        var read = DocumentText.Read(text);

        Assert.Null(read.Document);
        Assert.NotNull(read.Fault);
        Assert.Equal(line, read.FaultLine);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var read = DocumentText.Read(Document);
        var written = DocumentText.Write(read.Document!);

        Assert.Contains("\"path\": \"/signin\"", written, StringComparison.Ordinal);
        Assert.Equal(written, DocumentText.Write(DocumentText.Read(written).Document!));
    }
}
