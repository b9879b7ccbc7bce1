using System.Globalization;

namespace Identity.Server.Pages.Look;

/// <summary>A colour that knows how well it can be read on another.</summary>
/// <remarks>Relative luminance and contrast as WCAG 2.2 defines them.</remarks>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>What WCAG 2.2 asks of text at level AA.</summary>
    public const double Readable = 4.5;

    public static Colour White { get; } = new(255, 255, 255);

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <param name="text">Six hexadecimal digits after a `#`.</param>
    public static Colour Parse(string text) =>
        new(
            byte.Parse(text.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            byte.Parse(text.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            byte.Parse(text.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        );

    /// <summary>From 1, the same, to 21, black on white.</summary>
    public double ContrastWith(Colour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    public Colour Towards(Colour other, double share) =>
        new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    /// <summary>This colour, or the nearest to it on the way to the ink that can be read on all of the grounds.</summary>
    public Colour ReadableOn(Colour ink, params ReadOnlySpan<Colour> grounds)
    {
        for (var step = 0; step <= 20; step++)
        {
            var shade = Towards(ink, step / 20.0);
            var worst = double.MaxValue;
            foreach (var ground in grounds)
                worst = Math.Min(worst, shade.ContrastWith(ground));
            if (worst >= Readable)
                return shade;
        }
        return ink;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + ((other - one) * share));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
