using System.Text;

namespace Identity.Server.Database.Sealing;

/// <summary>Tells 32 bytes that somebody made up, or copied from an example, from those that a generator made.</summary>
internal static class MasterKeyStrength
{
    // Of 32 random bytes about 30 are different ones; that fewer than 20 are does not happen by chance.
    private const int FewestDifferent = 20;

    /// <summary>What is weak about it, to follow "the master key …"; null where nothing is. Nothing of the key is said.</summary>
    public static string? WeaknessOf(ReadOnlySpan<byte> key)
    {
        var different = new HashSet<byte>();
        foreach (var one in key)
            different.Add(one);
        if (different.Count == 1)
            return "is one byte over and over";
        // A chance of one in 10¹³ for random bytes.
        if (Ascii.IsValid(key) && !key.ContainsAnyInRange((byte)0, (byte)31))
            return "is a text, such as the examples of manuals";
        if (different.Count < FewestDifferent)
            return "repeats itself";
        return IsSeries(key) ? "counts up or down" : null;
    }

    private static bool IsSeries(ReadOnlySpan<byte> key)
    {
        var step = (byte)(key[1] - key[0]);
        for (var i = 2; i < key.Length; i++)
        {
            if ((byte)(key[i] - key[i - 1]) != step)
                return false;
        }
        return true;
    }
}
