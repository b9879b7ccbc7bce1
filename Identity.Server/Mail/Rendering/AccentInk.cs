using System.Globalization;

namespace Identity.Server.Mail.Rendering;

/// <summary>Chooses what is written with upon an operator's colour, so that a button can be read whatever they chose.</summary>
/// <remarks>The relative luminance of WCAG 2.2.</remarks>
internal static class AccentInk
{
    private const string Light = "#ffffff";
    private const string Dark = "#16181d";

    /// <param name="accent">Like #3b5bdb.</param>
    public static string On(string accent) => Contrast(Light, accent) >= Contrast(Dark, accent) ? Light : Dark;

    /// <returns>From 1, not to be told apart, to 21, black on white.</returns>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour) =>
        (0.2126 * Linear(colour[1..3])) + (0.7152 * Linear(colour[3..5])) + (0.0722 * Linear(colour[5..7]));

    private static double Linear(string hex)
    {
        var channel = byte.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
    }
}
