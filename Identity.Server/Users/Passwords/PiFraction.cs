using System.Buffers.Binary;
using System.Numerics;

namespace Identity.Server.Users.Passwords;

/// <summary>Computes the binary digits of pi after the point, which Blowfish takes its tables from, so that we carry none.</summary>
internal static class PiFraction
{
    // What cutting off each term of the series loses in the last places never reaches the words we hand out.
    private const int SpareWords = 2;

    /// <returns>The first <paramref name="count"/> 32-bit words of the fraction, the most significant first.</returns>
    public static uint[] Words(int count)
    {
        var bits = 32 * (count + SpareWords);

        // Machin's formula of 1706: pi = 16 arctan(1/5) - 4 arctan(1/239).
        var pi = (16 * ArcTangentOfOneOver(5, bits)) - (4 * ArcTangentOfOneOver(239, bits));
        var fraction = (pi & ((BigInteger.One << bits) - 1)) >> (32 * SpareWords);

        var bytes = new byte[4 * count];
        fraction.TryWriteBytes(bytes, out _, isUnsigned: true, isBigEndian: true); // pi = 3.243F6A88…: no leading zero byte

        var words = new uint[count];
        for (var i = 0; i < count; i++)
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 * i));
        return words;
    }

    /// <summary>arctan(1/x) as an integer of so many <paramref name="bits"/> after the point.</summary>
    private static BigInteger ArcTangentOfOneOver(int x, int bits)
    {
        // arctan(1/x) = the sum of 1 / ((2k+1) (-x²)^k), divided by x, up to the term too small to be seen.
        var terms = (int)(bits / (2 * Math.Log2(x))) + 1;
        var (numerator, odd, power) = Sum(0, terms, -(x * x));
        return (numerator << bits) / (odd * power * x);
    }

    // The terms from..to as one fraction, numerator / (odd * power), where odd is the product of their (2k+1) and power that of
    // their -x². Halving first keeps the big multiplications few: some five times quicker than adding term by term.
    private static (BigInteger Numerator, BigInteger Odd, BigInteger Power) Sum(int from, int to, int ratio)
    {
        if (to - from == 1)
            return (1, (2 * from) + 1, from == 0 ? 1 : ratio);

        var middle = (from + to) / 2;
        var left = Sum(from, middle, ratio);
        var right = Sum(middle, to, ratio);
        return (
            (left.Numerator * right.Odd * right.Power) + (left.Odd * right.Numerator),
            left.Odd * right.Odd,
            left.Power * right.Power
        );
    }
}
