using System.Globalization;

namespace Identity.Server.Mail.Rendering;

/// <summary>Which form of a noun goes with a number.</summary>
/// <remarks>The categories of CLDR for whole numbers in the languages that we speak.</remarks>
internal static class Plural
{
    public const string One = "One";
    public const string Few = "Few";
    public const string Many = "Many";

    public static string Of(CultureInfo culture, int number) =>
        culture.TwoLetterISOLanguageName switch
        {
            _ when number == 1 => One,
            "pl" when number % 10 is >= 2 and <= 4 && number % 100 is not (>= 12 and <= 14) => Few,
            _ => Many,
        };
}
