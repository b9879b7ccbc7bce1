using System.Text.RegularExpressions;
using Identity.Server.Mail;
using Identity.Server.Pages.Look;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Pages;

/// <summary>Whether what the stylesheet says can be read, computed from the very text that pages carry.</summary>
public sealed partial class ColourTests
{
    private static readonly (string Text, string Ground)[] Texts =
    [
        ("ink", "ground"),
        ("ink", "surface"),
        ("ink", "quiet"),
        ("ink", "danger-ground"),
        ("ink", "success-ground"),
        ("muted", "ground"),
        ("muted", "surface"),
        ("link", "ground"),
        ("link", "surface"),
        ("danger", "ground"),
        ("danger", "danger-ground"),
        ("warning", "ground"),
        ("success", "ground"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
        ("on-danger", "danger"),
        ("on-danger", "danger-strong"),
    ];

    private static readonly (string Line, string Ground)[] Controls =
    [
        ("edge", "ground"),
        ("edge", "surface"),
        ("link", "ground"),
        ("link", "surface"),
        ("danger", "ground"),
    ];

    public static TheoryData<string, string> Brands() =>
        new()
        {
            { new BrandOptions().Accent, new BrandOptions().AccentDark },
            { "#ffe000", "#ffe000" },
            { "#ffffff", "#000000" },
            { "#000000", "#ffffff" },
            { "#808080", "#808080" },
            { "#d6336c", "#e64980" },
            { "#00c2a8", "#0b7285" },
        };

    [Theory]
    [MemberData(nameof(Brands))]
    public void Every_text_can_be_read_on_its_ground(string accent, string accentDark) =>
        Assert.All(
            Schemes(accent, accentDark),
            scheme =>
                Assert.All(
                    Texts,
                    pair => Assert.InRange(scheme[pair.Text].ContrastWith(scheme[pair.Ground]), Colour.Readable, 21)
                )
        );

    [Theory]
    [MemberData(nameof(Brands))]
    public void Every_control_stands_out_from_its_ground(string accent, string accentDark) =>
        Assert.All(
            Schemes(accent, accentDark),
            scheme =>
                Assert.All(Controls, pair => Assert.InRange(scheme[pair.Line].ContrastWith(scheme[pair.Ground]), 3, 21))
        );

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#3b5bdb", "#3b5bdb", 1)]
    public void Contrast_is_what_others_compute(string one, string other, double contrast)
    {
        Assert.Equal(contrast, Colour.Parse(one).ContrastWith(Colour.Parse(other)), 0.005);
        Assert.Equal(contrast, Colour.Parse(other).ContrastWith(Colour.Parse(one)), 0.005);
    }

    [Fact]
    public void A_colour_is_written_as_it_is_read() => Assert.Equal("#3b5bdb", Colour.Parse("#3B5BDB").ToString());

    /// <summary>The light tokens, and the dark ones over them.</summary>
    private static IEnumerable<Dictionary<string, Colour>> Schemes(string accent, string accentDark)
    {
        var brand = new BrandOptions { Accent = accent, AccentDark = accentDark };
        var css = new Stylesheet(Options.Create(brand)).Text;
        var dark = DarkBlock().Matches(css).Select(block => block.Value).ToArray();
        var light = dark.Aggregate(css, (rest, block) => rest.Replace(block, "", StringComparison.Ordinal));
        var tokens = Tokens([light]);
        yield return tokens;
        yield return Tokens([light, .. dark]);
    }

    private static Dictionary<string, Colour> Tokens(IEnumerable<string> blocks)
    {
        var tokens = new Dictionary<string, Colour>();
        foreach (var token in blocks.SelectMany(block => Token().Matches(block)))
            tokens[token.Groups["name"].Value] = Colour.Parse(token.Groups["value"].Value);
        return tokens;
    }

    [GeneratedRegex(@"@media \(prefers-color-scheme:dark\)\{:root\{[^}]*\}\}", RegexOptions.None, 1000)]
    private static partial Regex DarkBlock();

    [GeneratedRegex(@"--(?<name>[\w-]+):(?<value>#[0-9a-f]{6})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
