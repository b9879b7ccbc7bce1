using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Identity.Server.Mail;
using Identity.Server.Mail.Letters.EmailChanged;
using Identity.Server.Mail.Letters.NewSignIn;
using Identity.Server.Mail.Letters.VerifyEmail;
using Identity.Server.Mail.Rendering;

namespace Identity.Server.Tests.Mail.Rendering;

/// <summary>Every letter, in every language, in both forms.</summary>
public sealed partial class LetterTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 31, 22, 5, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Letters()
    {
        var all = new TheoryData<string, string>();
        foreach (var kind in LetterKind.All)
        {
            foreach (var language in Press.Languages)
                all.Add(kind.Name, language);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public async Task It_says_the_same_in_html_and_in_text(string kind, string language)
    {
        var letter = LetterKind.Find(kind)!;
        var rendered = await new Press().RenderAsync(letter.Example, language);
        var html = new HtmlParser().ParseDocument(rendered.Html);

        Assert.Equal(language, html.DocumentElement.GetAttribute("lang"));
        Assert.Equal(rendered.Subject, html.Title);
        Assert.Contains("Acme ID", rendered.Subject, StringComparison.Ordinal);
        var body = Squeezed(html.Body!.TextContent);
        var text = Squeezed(rendered.Text);
        Assert.All(
            rendered.Text.Split("\n\n").Where(block => block.TrimEnd() != "--" && !IsLabelled(block)),
            block => Assert.Contains(Squeezed(block).TrimEnd(':'), body, StringComparison.Ordinal)
        );
        foreach (var link in LinksOf(letter.Example))
        {
            Assert.Contains($"\n{link}\n", rendered.Text, StringComparison.Ordinal);
            Assert.Contains(html.QuerySelectorAll("a"), anchor => anchor.GetAttribute("href") == link);
            Assert.Contains(html.QuerySelectorAll("a"), anchor => anchor.TextContent.Trim() == link);
        }
        Assert.Contains("help@acme.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", rendered.Text + rendered.Html + rendered.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001e', rendered.Text);
        Assert.All(rendered.Text.Split('\n'), line => Assert.True(line.Length <= 72 || !line.Contains(' '), line));
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public async Task It_can_be_read_in_a_mail_program(string kind, string language)
    {
        var rendered = await new Press().RenderAsync(LetterKind.Find(kind)!.Example, language);
        var html = new HtmlParser().ParseDocument(rendered.Html);

        // Nothing is fetched, nothing runs, and what is not in a line of its own is for the dark scheme only.
        Assert.Empty(html.QuerySelectorAll("script, img, link, iframe, form, object, [onclick], [onload]"));
        Assert.NotEmpty(html.QuerySelectorAll("meta[name=color-scheme]"));
        Assert.Contains("prefers-color-scheme: dark", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("max-width:560px", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("#3b5bdb", rendered.Html, StringComparison.Ordinal);
        Assert.True(html.QuerySelectorAll("td.button").Length <= 1, "One thing to do.");
        Assert.True(rendered.Html.All(char.IsAscii), "Only ASCII, so that no relay spoils it.");
        Assert.InRange(rendered.Html.Length, 1_000, 12_000);
    }

    [Fact]
    public void Every_kind_of_letter_is_known() =>
        Assert.Equal(
            typeof(Letter).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Letter))).ToHashSet(),
            LetterKind.All.Select(kind => kind.Example.GetType()).ToHashSet()
        );

    [Theory]
    [InlineData("en-GB", "31 January 2030, 22:05 (UTC)")]
    [InlineData("pl", "czwartek, 31 stycznia 2030, 22:05 (UTC)")]
    [InlineData("de-AT", "Donnerstag, 31. Jänner 2030, 22:05 (UTC)")]
    [InlineData("es", "jueves, 31 de enero de 2030, 22:05 (UTC)")]
    public async Task Times_are_written_as_the_reader_writes_them(string locale, string time)
    {
        var rendered = await new Press().RenderAsync(new EmailChangedLetter("b@example.com", At), locale);

        Assert.Contains(time, Squeezed(rendered.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_told_in_the_zone_of_the_reader_where_it_is_known()
    {
        var letter = new EmailChangedLetter("b@example.com", At);

        var rendered = await new Press().RenderAsync(letter, "pl", zone: "Europe/Warsaw");
        var unknown = await new Press().RenderAsync(letter, "pl", zone: "Moon/Tycho");

        Assert.Contains("23:05 (Europe/Warsaw)", rendered.Text, StringComparison.Ordinal);
        Assert.Contains("22:05 (UTC)", unknown.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl-PL", "Potwierdź adres")]
    [InlineData("PL", "Potwierdź adres")]
    [InlineData("de-CH", "Adresse bestätigen")]
    [InlineData("es-MX", "Confirmar la dirección")]
    [InlineData("en-GB", "Confirm address")]
    [InlineData("fr-FR", "Adresse bestätigen")]
    [InlineData("x-klingon", "Adresse bestätigen")]
    [InlineData("pl-Latn-nowhere-x-y", "Potwierdź adres")]
    [InlineData(null, "Adresse bestätigen")]
    [InlineData("", "Adresse bestätigen")]
    public async Task The_language_is_the_readers_else_the_brands(string? locale, string button)
    {
        var press = new Press { Brand = new() { Locale = "de" } };

        var rendered = await press.RenderAsync(Verify(), locale);

        Assert.Contains(button, rendered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brand_in_a_language_that_we_do_not_speak_writes_english() =>
        Assert.Contains(
            "Confirm address",
            (await new Press { Brand = new() { Locale = "fr" } }.RenderAsync(Verify(), locale: null)).Text,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Rendering_leaves_the_culture_of_its_caller_alone()
    {
        var before = CultureInfo.CurrentUICulture;

        await new Press().RenderAsync(Verify(), "pl");

        Assert.Equal(before, CultureInfo.CurrentUICulture);
    }

    [Fact]
    public async Task Letters_of_many_languages_at_once_do_not_mix()
    {
        var press = new Press();
        var rendered = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => press.RenderAsync(Verify(), Press.Languages[i % 4])))
        );

        for (var i = 0; i < rendered.Length; i++)
            Assert.Equal(rendered[i % 4].Text, rendered[i].Text);
        Assert.Equal(4, rendered.Select(one => one.Subject).Distinct().Count());
    }

    [Fact]
    public async Task The_colours_and_corners_are_the_brands()
    {
        var brand = new BrandOptions
        {
            Accent = "#ffe066",
            AccentDark = "#102030",
            Radius = 3,
        };

        var rendered = await new Press { Brand = brand }.RenderAsync(Verify());

        // Dark words on a light accent, light words on a dark one.
        Assert.Contains("color:#16181d;text-decoration:none", rendered.Html, StringComparison.Ordinal);
        Assert.Contains(".button-label { color: #ffffff !important; }", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("border-radius:3px", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("border-radius:1px", rendered.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_help_and_privacy_nothing_of_them_is_said()
    {
        var rendered = await new Press { Brand = new() }.RenderAsync(
            new NewSignInLetter("Firefox", At, "https://id.example")
        );

        Assert.DoesNotContain("Help", rendered.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Questions", rendered.Text, StringComparison.Ordinal);
    }

    private static VerifyEmailLetter Verify() => new("https://id.example/verify-email?token=t", TimeSpan.FromDays(1));

    private static IEnumerable<string> LinksOf(Letter letter) =>
        from property in letter.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.Name.EndsWith("Link", StringComparison.Ordinal)
        select (string)property.GetValue(letter)!;

    // In HTML a label stands above what it names.
    private static bool IsLabelled(string block) => Labelled().IsMatch(block);

    private static string Squeezed(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^[\w ]+: \S", RegexOptions.None, 1000)]
    private static partial Regex Labelled();
}
