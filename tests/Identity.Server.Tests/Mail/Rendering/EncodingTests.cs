using AngleSharp.Html.Parser;
using Identity.Server.Mail.Letters.ApproveEmailChange;
using Identity.Server.Mail.Letters.NewSignIn;
using Identity.Server.Mail.Letters.VerifyEmail;
using Identity.Server.Mail.Rendering;

namespace Identity.Server.Tests.Mail.Rendering;

/// <summary>What others gave stays what it is: text in its place.</summary>
public sealed class EncodingTests
{
    public const string Script = "<script>alert('x')</script>\"'&amp;&lt;";

    private static readonly DateTimeOffset At = new(2030, 1, 31, 22, 5, 0, TimeSpan.Zero);

    [Fact]
    public async Task No_kind_of_letter_takes_a_name_for_markup_in_any_language()
    {
        var press = new Press { Brand = new() { ProductName = Script } };
        foreach (
            var (kind, locale) in LetterKind.All.SelectMany(_ => Press.Languages, (kind, locale) => (kind, locale))
        )
        {
            var rendered = await press.RenderAsync(kind.Example, locale, name: Script);
            var html = new HtmlParser().ParseDocument(rendered.Html);

            Assert.Empty(html.QuerySelectorAll("script, img, iframe, object"));
            Assert.Contains(Script, html.Body!.TextContent, StringComparison.Ordinal);
            Assert.Contains("<script>", rendered.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Script)]
    [InlineData("</title></style><img src=x onerror=alert(1)>")]
    [InlineData("&lt;b&gt; &#60;b&#62; &amp;lt;")]
    [InlineData("@(DateTime.Now) {0} {{1}} %s ${x}")]
    [InlineData("Zażółć 日本語 🙂")]
    public async Task A_device_is_text_in_both_forms(string device)
    {
        var rendered = await new Press().RenderAsync(new NewSignInLetter(device, At, "https://id.example/account"));
        var html = new HtmlParser().ParseDocument(rendered.Html);

        Assert.Empty(html.QuerySelectorAll("script, img"));
        Assert.Contains(html.QuerySelectorAll("strong"), strong => strong.TextContent.Trim() == device);
        Assert.Contains($"Device: {device}\n", rendered.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nBcc: everyone@example.com\r\n\r\nBuy!", "a Bcc: everyone@example.com Buy!")]
    [InlineData("a\u2028b\u2029c\u0085d\0e\u001ef\tg", "a b c d e f g")]
    [InlineData("ann@example.com\u202Emoc.live", "ann@example.com moc.live")]
    public async Task What_would_begin_another_line_or_read_backwards_is_one_line(string given, string shown)
    {
        var letter = new ApproveEmailChangeLetter(given, "https://id.example/approve", TimeSpan.FromHours(1));

        var rendered = await new Press().RenderAsync(letter);

        Assert.Contains($"New address: {shown}\n", rendered.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', rendered.Html);
        Assert.DoesNotContain("&#x202E;", rendered.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Acme\r\nBcc: everyone@example.com", "Acme Bcc: everyone@example.com")]
    [InlineData("Acme\nSubject: other", "Acme Subject: other")]
    public async Task A_subject_is_one_line(string product, string shown)
    {
        var rendered = await new Press { Brand = new() { ProductName = product } }.RenderAsync(Verify());

        Assert.Equal($"Confirm your e-mail address for {shown}", rendered.Subject);
    }

    [Theory]
    [InlineData("Ann", "Hello Ann,")]
    [InlineData("Zoë O'Neil-Łęcka Jr.", "Hello Zoë O'Neil-Łęcka Jr.,")]
    [InlineData("J.R. Smith", "Hello J.R. Smith,")]
    [InlineData("Ann & Bob", "Hello Ann & Bob,")]
    [InlineData("Ann\nBob", "Hello Ann Bob,")]
    [InlineData(null, "Hello,")]
    [InlineData(" \r\n ", "Hello,")]
    [InlineData("<script>alert(1)</script>", "Hello,")]
    [InlineData("You have won, see https://evil.example", "Hello,")]
    [InlineData("You have won, see evil.example", "Hello,")]
    [InlineData("Call me@evil.example", "Hello,")]
    [InlineData("A name so long that it can only be an advertisement of something", "Hello,")]
    public async Task A_letter_greets_by_name_only_who_has_one(string? name, string greeting)
    {
        var rendered = await new Press().RenderAsync(Verify(), name: name);
        var html = new HtmlParser().ParseDocument(rendered.Html);

        Assert.Contains($"\n\n{greeting}\n\n", rendered.Text, StringComparison.Ordinal);
        Assert.Contains(html.QuerySelectorAll("p"), p => p.TextContent.Trim() == greeting);
    }

    [Fact]
    public async Task A_link_cannot_leave_its_attribute()
    {
        var link = "https://id.example/?a=\"><script>x</script>&b='";

        var rendered = await new Press().RenderAsync(new VerifyEmailLetter(link, TimeSpan.FromHours(1)));
        var html = new HtmlParser().ParseDocument(rendered.Html);

        Assert.Empty(html.QuerySelectorAll("script"));
        Assert.Equal(link, html.QuerySelector("a.button-label")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("#3b5bdb", "#ffffff")]
    [InlineData("#7c93ff", "#16181d")]
    [InlineData("#000000", "#ffffff")]
    [InlineData("#ffff00", "#16181d")]
    public void Whatever_the_accent_its_words_can_be_read(string accent, string ink)
    {
        Assert.Equal(ink, AccentInk.On(accent));
        Assert.InRange(AccentInk.Contrast(accent, ink), 4.5, 21);
    }

    private static VerifyEmailLetter Verify() => new("https://id.example/verify-email?token=t", TimeSpan.FromDays(1));
}
