using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail;

/// <summary>How the product looks and what it is called, in letters and on pages alike.</summary>
internal sealed class BrandOptions : IValidatableObject
{
    public const string Section = "Brand";

    /// <summary>What people know the product by.</summary>
    [Required, StringLength(60)]
    public string ProductName { get; init; } = "Identity";

    /// <summary>An SVG or PNG file that pages show above the name.</summary>
    public string? LogoFile { get; init; }

    /// <summary>The colour of buttons and links on light ground.</summary>
    public string Accent { get; init; } = "#3b5bdb";

    /// <summary>The same on dark ground.</summary>
    public string AccentDark { get; init; } = "#7c93ff";

    /// <summary>How round the corners of cards are, in pixels; controls are two less.</summary>
    [Range(0, 32)]
    public int Radius { get; init; } = 10;

    /// <summary>Where people find help; shown in the footer of pages and letters, as the two below are.</summary>
    public string? HelpUrl { get; init; }

    /// <summary>Where people read what is done with what they tell us.</summary>
    public string? PrivacyUrl { get; init; }

    /// <summary>Whom people can write to.</summary>
    public string? SupportEmail { get; init; }

    /// <summary>The language of those whose own we do not know or do not speak: `en`, `pl`, `de`, `es`.</summary>
    [Required]
    public string Locale { get; init; } = "en";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsColour(Accent))
            yield return new ValidationResult("Brand:Accent must be a colour like #3b5bdb.");
        if (!IsColour(AccentDark))
            yield return new ValidationResult("Brand:AccentDark must be a colour like #7c93ff.");
        if (!IsPicture(LogoFile))
            yield return new ValidationResult("Brand:LogoFile must name an .svg or a .png file.");
        if (!IsWebAddress(HelpUrl))
            yield return new ValidationResult("Brand:HelpUrl must be an absolute http or https address.");
        if (!IsWebAddress(PrivacyUrl))
            yield return new ValidationResult("Brand:PrivacyUrl must be an absolute http or https address.");
        if (!string.IsNullOrEmpty(SupportEmail) && !MailAddress.TryCreate(SupportEmail, out _))
            yield return new ValidationResult("Brand:SupportEmail must be an e-mail address.");
        if (!IsLanguage(Locale))
            yield return new ValidationResult("Brand:Locale must be a language such as en or pl-PL.");
    }

    private static bool IsColour(string value) =>
        value is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit);

    private static bool IsPicture(string? value) =>
        string.IsNullOrEmpty(value) || Path.GetExtension(value).ToLowerInvariant() is ".svg" or ".png";

    private static bool IsWebAddress(string? value) =>
        string.IsNullOrEmpty(value)
        || (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    private static bool IsLanguage(string value)
    {
        try
        {
            return CultureInfo.GetCultureInfo(value, predefinedOnly: true).Name.Length > 0;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}

[OptionsValidator]
internal sealed partial class BrandOptionsValidator : IValidateOptions<BrandOptions>;
