using Identity.Server.Management.Wire;
using Identity.Tests;

namespace Identity.Server.Tests.Management.Wire;

/// <summary>Cells that a spreadsheet shows as they are: none is a formula, none ends its row.</summary>
public sealed class CsvRowTests
{
    [Theory, Spec("RFC 4180 §2")]
    [InlineData("plain", "plain")]
    [InlineData("Zażółć, 日本語", "\"Zażółć, 日本語\"")]
    [InlineData("one \"quoted\"", "\"one \"\"quoted\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_quoted_where_it_must_be(string? text, string cell) =>
        Assert.Equal($"{cell},end\r\n", CsvRow.Of(text, "end"));

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "\"'=HYPERLINK(\"\"https://evil.example\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    public void What_a_spreadsheet_would_calculate_is_text(string text, string cell) =>
        Assert.Equal($"{cell}\r\n", CsvRow.Of(text));
}
