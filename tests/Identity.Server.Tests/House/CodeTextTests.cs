namespace Identity.Server.Tests.House;

public sealed class CodeTextTests
{
    [Theory]
    [InlineData("a // b", "a")]
    [InlineData("a /* b\n c */ d", "a\n d")]
    [InlineData("f(\"b // c\") + d", "f(\" \") + d")]
    [InlineData("\"a\\\"b\" + c", "\" \" + c")]
    [InlineData("@\"a\"\"b\\\" + c", "@\" \" + c")]
    [InlineData("@\"\" + c", "@\"\" + c")]
    [InlineData("@\"\"\"a\"\"\" + c", "@\" \" + c")]
    [InlineData("\"\" + c", "\"\" + c")]
    [InlineData("'\"' + c + '\\''", "' ' + c + ' '")]
    [InlineData("$\"a{b[\"c\"]}d{{e}}\" + f", "$\" {b[\" \"]} \" + f")]
    [InlineData("$\"{a switch { 1 => 2 }}b\" + f", "$\"{a switch { 1 => 2 }} \" + f")]
    [InlineData("\"\"\"a \"b\" c\"\"\" + d", "\"\"\" \"\"\" + d")]
    [InlineData("$$\"\"\"a {b} {{c}} d\"\"\" + e", "$$\"\"\" {{c}} \"\"\" + e")]
    [InlineData("\"a\"u8 + b", "\" \"u8 + b")]
    public void Comments_and_literals_are_blank_and_code_stays(string text, string expected)
    {
        var code = CodeText.Of(text);

        Assert.Equal(text.Length, code.Length);
        Assert.Equal(expected, Squeeze(code));
    }

    [Fact]
    public void Markup_loses_its_comments_only() =>
        Assert.Equal("a isn't b", Squeeze(CodeText.OfMarkup("a @* @using X *@isn't<!-- c --> b")));

    private static string Squeeze(string code) =>
        string.Join('\n', code.Split('\n').Select(line => string.Join(' ', Words(line)))) is var joined
        && code.StartsWith(' ')
            ? $" {joined}"
            : joined;

    private static string[] Words(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return line.StartsWith(' ') && words.Length > 0 ? ["", .. words] : words;
    }
}
