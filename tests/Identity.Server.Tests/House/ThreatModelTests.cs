namespace Identity.Server.Tests.House;

public sealed class ThreatModelTests
{
    private const string Path = "tests/Identity.Server.SpecTests/Attacks/RefreshReuseRace.cs";
    private static readonly SourceFile Attack = new(
        Path,
        "public sealed class RefreshReuseRace { [Fact] void X() { } }"
    );
    private static readonly string Row = $"| 14 | race | [RefreshReuseRace](../{Path}) |";

    [Fact]
    public void A_listed_attack_is_in_order()
    {
        Assert.Empty(ThreatModel.Unlisted(Row, [Attack]));
        Assert.Empty(ThreatModel.Invented(Row, [Attack]));
    }

    [Fact]
    public void An_attack_that_the_page_leaves_out_is_found() =>
        Assert.Single(ThreatModel.Unlisted("| 14 | race |", [Attack]));

    [Fact]
    public void A_test_that_does_not_exist_is_found() => Assert.Single(ThreatModel.Invented(Row, []));

    [Fact]
    public void A_class_that_its_file_does_not_hold_is_found() =>
        Assert.Single(
            ThreatModel.Invented(Row.Replace("[RefreshReuseRace]", "[CodeReuse]", StringComparison.Ordinal), [Attack])
        );

    [Fact]
    public void A_fixture_beside_the_attacks_needs_no_row() =>
        Assert.Empty(ThreatModel.Unlisted("", [new(Path, "internal sealed class Victim;")]));
}
