using System.Text.RegularExpressions;
using System.Xml.Linq;
using Identity.Server.Pages.Visits;
using Identity.Server.Tests.House;

namespace Identity.Server.Tests.Pages;

/// <summary>Every text of the pages in every language they speak, with the same holes in it, and none that nobody reads.</summary>
public sealed partial class TextsTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "Identity.Server", "Pages");

    public static TheoryData<string> Translations() =>
        new(Language.All.Select(language => language.Tag).Where(tag => tag != "en"));

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_text_is_translated(string tag) => Assert.Empty(Used().Except(Of(tag).Keys));

    [Theory]
    [MemberData(nameof(Translations))]
    public void No_translation_is_of_a_text_that_is_gone(string tag) => Assert.Empty(Of(tag).Keys.Except(Used()));

    [Theory]
    [MemberData(nameof(Translations))]
    public void Translations_have_the_same_holes_and_marks(string tag) =>
        Assert.All(Of(tag), text => Assert.Equal(Marks(text.Key), Marks(text.Value)));

    [Theory]
    [MemberData(nameof(Translations))]
    public void Nobody_is_shouted_at(string tag) =>
        Assert.All(Of(tag), text => Assert.DoesNotContain("!", text.Key + text.Value, StringComparison.Ordinal));

    private static HashSet<string> Used() =>
        [
            .. SourceTree
                .Product()
                .Where(file => file.Path.StartsWith("Identity.Server/Pages/", StringComparison.Ordinal))
                .SelectMany(file => Lookup().Matches(file.Text))
                .Select(match => match.Groups["text"].Value),
        ];

    private static Dictionary<string, string> Of(string tag) =>
        XDocument
            .Load(Path.Combine(Folder, $"Texts.{tag}.resx"))
            .Descendants("data")
            .ToDictionary(text => text.Attribute("name")!.Value, text => text.Element("value")!.Value);

    private static string[] Marks(string text) => [.. Mark().Matches(text).Select(mark => mark.Value).Order()];

    [GeneratedRegex("""\b[TH]\[\s*"(?<text>[^"]+)"\s*(,|\])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lookup();

    [GeneratedRegex(@"\{\d\}|</?\w+>", RegexOptions.None, 1000)]
    private static partial Regex Mark();
}
