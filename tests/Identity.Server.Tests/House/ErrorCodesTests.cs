using Identity.Server.Clients.AccountProfiles;

namespace Identity.Server.Tests.House;

public sealed class ErrorCodesTests
{
    private const string Source = """
        internal sealed record ProtocolError(string Code)
        {
            public static ProtocolError Tired() => new("too_tired", "It is late.");
        }
        """;

    private static readonly string Known = string.Concat(AccountFaults.ByName.Keys.Select(Row));

    [Fact]
    public void A_code_without_a_row_is_found() =>
        Assert.Equal(["docs/apps/errors.md has no row for too_tired"], Undocumented(Known));

    [Fact]
    public void A_code_with_a_row_is_not() => Assert.Empty(Undocumented(Known + Row("too_tired")));

    [Fact]
    public void A_code_that_is_only_mentioned_has_no_row() =>
        Assert.Single(Undocumented(Known + "Some say `too_tired`.\n| sleep | `too_tired` |\n"));

    [Fact]
    public void A_row_that_nothing_answers_is_found() =>
        Assert.Equal(
            ["docs/apps/errors.md has a row for too_awake, which nothing answers"],
            ErrorCodes.Invented(Known + Row("too_awake"), [])
        );

    [Theory]
    [InlineData("static ProtocolError A => new ProtocolError(\n    \"one_code\",\n    \"Why.\");")]
    [InlineData("ProtocolError A = fault switch { _ => \"one_code\" };")]
    [InlineData("class Faults { var a = status switch { 404 => (\"one_code\", \"Why.\") }; }")]
    public void Each_way_of_saying_a_code_is_heard(string source) =>
        Assert.Single(ErrorCodes.Undocumented(Known, [new SourceFile("Identity.Server/File.cs", source)]));

    private static IEnumerable<string> Undocumented(string page) =>
        ErrorCodes.Undocumented(page, [new SourceFile("Identity.Server/Protocol/Wire/ProtocolError.cs", Source)]);

    private static string Row(string code) => $"| `{code}` | 400 | what | how |\n";
}
