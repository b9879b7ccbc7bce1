using Identity.Server.Mail;

namespace Identity.Server.Tests.Mail;

public sealed class BrandOptionsTests
{
    public static TheoryData<string, string> Spoilt() =>
        new()
        {
            { "Brand:Accent must be a colour like #3b5bdb.", nameof(BrandOptions.Accent) },
            { "Brand:AccentDark must be a colour like #7c93ff.", nameof(BrandOptions.AccentDark) },
            { "Brand:LogoFile must name an .svg or a .png file.", nameof(BrandOptions.LogoFile) },
            { "Brand:HelpUrl must be an absolute http or https address.", nameof(BrandOptions.HelpUrl) },
            { "Brand:PrivacyUrl must be an absolute http or https address.", nameof(BrandOptions.PrivacyUrl) },
            { "Brand:SupportEmail must be an e-mail address.", nameof(BrandOptions.SupportEmail) },
            { "Brand:Locale must be a language such as en or pl-PL.", nameof(BrandOptions.Locale) },
        };

    [Fact]
    public void The_defaults_are_valid() => Assert.Null(Validate(new()));

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void A_setting_that_would_spoil_a_page_is_named(string message, string name)
    {
        const string Nonsense = "javascript:red;} x";
        var options = name switch
        {
            nameof(BrandOptions.Accent) => new BrandOptions { Accent = Nonsense },
            nameof(BrandOptions.AccentDark) => new() { AccentDark = Nonsense },
            nameof(BrandOptions.LogoFile) => new() { LogoFile = Nonsense },
            nameof(BrandOptions.HelpUrl) => new() { HelpUrl = Nonsense },
            nameof(BrandOptions.PrivacyUrl) => new() { PrivacyUrl = Nonsense },
            nameof(BrandOptions.SupportEmail) => new() { SupportEmail = Nonsense },
            _ => new() { Locale = Nonsense },
        };

        Assert.Equal(message, Validate(options));
    }

    [Theory]
    [InlineData("#3b5bdb;")]
    [InlineData("#3b5bdb\n")]
    [InlineData("#3b5")]
    public void A_colour_is_six_digits_and_nothing_else(string accent) =>
        Assert.NotNull(Validate(new() { Accent = accent }));

    private static string? Validate(BrandOptions options) =>
        new BrandOptionsValidator().Validate(name: null, options).FailureMessage;
}
