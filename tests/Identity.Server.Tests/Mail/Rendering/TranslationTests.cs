using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Identity.Server.Mail.Rendering;
using Identity.Server.Tests.House;

namespace Identity.Server.Tests.Mail.Rendering;

/// <summary>Every language says everything, with the same holes for what is put in.</summary>
public sealed partial class TranslationTests
{
    public static TheoryData<string> Translations() => new("pl", "de", "es");

    [Theory]
    [MemberData(nameof(Translations))]
    public void No_text_is_missing_or_left_over(string language) =>
        Assert.Equal(Read("").Keys.Order(), Read($".{language}").Keys.Order());

    [Theory]
    [MemberData(nameof(Translations))]
    public void The_same_is_put_in(string language)
    {
        var translated = Read($".{language}");

        Assert.All(Read(""), text => Assert.Equal(HolesOf(text.Value), HolesOf(translated[text.Key])));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Sentences_are_translated(string language)
    {
        var translated = Read($".{language}");

        Assert.All(
            Read("").Where(text => text.Value.Contains(' ')),
            text => Assert.True(translated[text.Key] != text.Value || text.Key.Contains('.'), text.Key)
        );
        Assert.All(
            Read("").Where(text => text.Value.EndsWith('.')),
            text => Assert.NotEqual(text.Value, translated[text.Key])
        );
    }

    [Fact]
    public void There_is_a_file_for_each_language_and_no_other() =>
        Assert.Equal(
            ["LetterTexts.de.resx", "LetterTexts.es.resx", "LetterTexts.pl.resx", "LetterTexts.resx"],
            Directory.GetFiles(Folder, "*.resx").Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Letters_and_the_server_agree_on_the_languages() =>
        Assert.Equal(Press.Languages.Order(), ReaderCulture.Languages.Order());

    [Theory]
    [InlineData("en", 1, "One")]
    [InlineData("en", 2, "Many")]
    [InlineData("pl", 1, "One")]
    [InlineData("pl", 2, "Few")]
    [InlineData("pl", 4, "Few")]
    [InlineData("pl", 5, "Many")]
    [InlineData("pl", 12, "Many")]
    [InlineData("pl", 14, "Many")]
    [InlineData("pl", 21, "Many")]
    [InlineData("pl", 22, "Few")]
    [InlineData("pl", 24, "Few")]
    [InlineData("pl", 112, "Many")]
    [InlineData("pl-PL", 103, "Few")]
    [InlineData("de", 0, "Many")]
    public void A_number_has_its_form(string culture, int number, string form) =>
        Assert.Equal(form, Plural.Of(CultureInfo.GetCultureInfo(culture), number));

    [Theory]
    [InlineData("pl", 24 * 60, "24 godziny")]
    [InlineData("pl", 60, "1 godzinę")]
    [InlineData("pl", 25, "25 minut")]
    [InlineData("pl", 3 * 24 * 60, "3 dni")]
    [InlineData("en", 24 * 60, "24 hours")]
    [InlineData("en", 60, "1 hour")]
    [InlineData("en", 90, "90 minutes")]
    [InlineData("de", 24 * 60, "24 Stunden")]
    [InlineData("es", 60, "1 hora")]
    public void A_time_is_said_in_words(string language, int minutes, string words)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        var paper = new LetterPaper(Medium.Text, culture, new(), Press.Texts, Name: null, TimeZoneInfo.Utc);

        Assert.Equal(words, paper.Span(TimeSpan.FromMinutes(minutes)));
    }

    private static string Folder => Path.Join(SourceTree.Root, "Identity.Server", "Mail", "Rendering");

    private static Dictionary<string, string> Read(string language) =>
        XDocument
            .Load(Path.Join(Folder, $"LetterTexts{language}.resx"))
            .Root!.Elements("data")
            .ToDictionary(text => (string)text.Attribute("name")!, text => text.Element("value")!.Value);

    private static IEnumerable<string> HolesOf(string text) => Hole().Matches(text).Select(hole => hole.Value).Order();

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, 1000)]
    private static partial Regex Hole();
}
