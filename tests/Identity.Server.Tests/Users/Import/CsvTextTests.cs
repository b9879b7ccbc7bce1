using System.Text;
using Identity.Server.Users.Import.Sources;
using Identity.Tests;

namespace Identity.Server.Tests.Users.Import;

public sealed class CsvTextTests
{
    private const string Whole =
        "id,email,hashed_password,is_active\r\n1,a@example.com,$2b$04$x,t\r\n2,\"b, \"\"c\"\"\r\n@example.com\",,f\r\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quoted_field_holds_commas_quotes_and_lines()
    {
        var records = await ReadAsync(Whole);

        Assert.Equal(["2", "b, \"c\"\r\n@example.com", "", "f"], records[2].Fields);
        Assert.Equal([1, 2, 3], records.Select(record => record.Line));
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("a,b\r\n\r\n1,2\r\n\n")]
    [InlineData("\"a\",\"b\"\r\n\"1\",\"2\"")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    public async Task Ends_of_lines_and_marks_make_no_difference(string text)
    {
        var records = await ReadAsync(text);

        Assert.Equal(["a", "b"], records[0].Fields);
        Assert.Equal(["1", "2"], records[1].Fields);
        Assert.Equal(2, records.Count);
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n", "line 2 is never closed")]
    [InlineData("a,b\n1,2\"\n", "Line 2 has a quote")]
    [InlineData("a,b\n1,\"2\"x\n", "Line 2 goes on after the quote")]
    [InlineData("a,b\r1,2\n", "Line 1 has a carriage return")]
    public async Task What_is_quoted_wrongly_is_not_guessed_at(string text, string what)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(text));

        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,\"")]
    [InlineData("a,")]
    [InlineData(",")]
    public async Task A_record_without_end_is_given_up(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece == "," ? "," : "x", 100_000));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ReadAsync(piece == "," ? text : piece + text)
        );

        Assert.Contains("longer than", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_UTF_8_is_refused()
    {
        using var file = new MemoryStream([.. "a,b\n1,"u8, 0xFF, 0xFE]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(file));

        Assert.Contains("UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_damaged_files_are_read_or_refused_and_never_more()
    {
        var damage = new Damage(4180, ["\"", "\"\"", ",", "\r", "\n", "\r\n", "\0", "\u00ff", "\u00c3\u00a9"]);
        for (var i = 0; i < 10_000; i++)
        {
            using var file = new MemoryStream(damage.Of(Encoding.UTF8.GetBytes(Whole)));
            try
            {
                Assert.All(await ReadAsync(file), record => Assert.NotEmpty(record.Fields));
            }
            catch (InvalidOperationException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static async Task<List<CsvRecord>> ReadAsync(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await ReadAsync(file);
    }

    private static async Task<List<CsvRecord>> ReadAsync(Stream file)
    {
        using var text = SourceText.Open(file);
        var csv = new CsvText(text);
        var records = new List<CsvRecord>();
        while (await csv.ReadAsync(Ct) is { } record)
            records.Add(record);
        return records;
    }
}
