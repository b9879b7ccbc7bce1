using System.Globalization;

namespace Identity.Server.Mail.Rendering;

/// <summary>Finds the culture that a letter is written in: the reader's, else the brand's, else English.</summary>
internal static class ReaderCulture
{
    /// <summary>The languages that the texts exist in.</summary>
    public static readonly string[] Languages = ["en", "pl", "de", "es"];

    /// <param name="locale">Of the reader, such as pl-PL; null where it is not known.</param>
    /// <param name="fallback">Of the brand.</param>
    public static CultureInfo Of(string? locale, string fallback) =>
        Find(locale) ?? Find(fallback) ?? CultureInfo.GetCultureInfo("en");

    // The region stays where there is one: en-GB reads our English, and its own dates.
    private static CultureInfo? Find(string? locale)
    {
        if (string.IsNullOrEmpty(locale))
            return null;
        try
        {
            var culture = CultureInfo.GetCultureInfo(locale, predefinedOnly: true);
            return Languages.Contains(culture.TwoLetterISOLanguageName, StringComparer.Ordinal) ? culture : null;
        }
        catch (CultureNotFoundException)
        {
            var language = locale.Split('-', '_')[0].ToLowerInvariant();
            return Languages.Contains(language, StringComparer.Ordinal) ? CultureInfo.GetCultureInfo(language) : null;
        }
    }
}
